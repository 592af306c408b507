"use strict";
// Asks before a form is left that somebody has typed in. Any form with an element that has data-guard in it;
// data-changed says that the form came back from the server unsaved.
{
    const values = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));

    const watch = (mark) => {
        const form = mark.closest("form");
        const first = mark.hasAttribute("data-changed") ? null : values(form);
        let leaving = false;
        form.addEventListener("submit", () => { leaving = true; });
        // A page that comes back from the browser's memory is guarded again.
        window.addEventListener("pageshow", () => { leaving = false; });
        window.addEventListener("beforeunload", (event) => {
            if (!leaving && values(form) !== first) {
                event.preventDefault();
                event.returnValue = "";  // older browsers ask only then
            }
        });
    };

    window.addEventListener("load", () => document.querySelectorAll("[data-guard]").forEach(watch));
}
