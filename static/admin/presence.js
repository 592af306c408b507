"use strict";
// Says every ten seconds that this page is open, and shows who else has the same open. Without it, the names are
// those of the moment when the page was opened.
{
    const EVERY = 10_000;

    const watch = (place) => {
        const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
        const what = (more = {}) => new URLSearchParams({
            csrfmiddlewaretoken: token, model: place.dataset.model, row: place.dataset.row, ...more,
        });

        const show = (others) => {
            const shown = [...place.children].map((one) => one.textContent.trim());
            if (JSON.stringify(shown) === JSON.stringify(others)) {
                return;  // a screen reader would read them out again
            }
            place.replaceChildren(...others.map((words) => {
                const line = document.createElement("p");
                line.textContent = words;
                return line;
            }));
        };

        const say = async () => {
            try {
                const answer = await fetch(place.dataset.presence, {method: "POST", body: what()});
                if (answer.ok && !answer.redirected) {
                    show((await answer.json()).others);
                }
            } catch {
                // The server cannot be reached; the next time it may be.
            }
        };

        const tell = () => navigator.sendBeacon(place.dataset.presence, what({gone: "1"}));

        say();
        setInterval(say, EVERY);
        window.addEventListener("pagehide", tell);
        window.addEventListener("pageshow", (event) => { if (event.persisted) { say(); } });
    };

    document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-presence]").forEach(watch));
}
