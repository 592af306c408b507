"use strict";
// Gives a name to fields whose label stands elsewhere: autocompletes, and the cells of a table of rows.
{
    const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

    const heading = (field) => {
        const cell = field.closest("td");
        const column = cell && cell.closest("table")?.querySelector(`thead tr > :nth-child(${cell.cellIndex + 1})`);
        return column ? words(column) : "";
    };

    const nameOf = (field) => (field.labels?.length ? words(field.labels[0]) : heading(field));

    const name = () => {
        for (const field of document.querySelectorAll(".tabular input:not([type=hidden]), .tabular select")) {
            if (!field.labels?.length && !field.hasAttribute("aria-label")) {
                field.setAttribute("aria-label", heading(field));
            }
        }
        for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
            const box = select.parentElement.querySelector(".select2-selection");
            const search = box?.querySelector(".select2-search__field");
            const chosen = box?.querySelector(".select2-selection__rendered");
            search?.setAttribute("aria-label", nameOf(select));
            chosen?.removeAttribute("aria-readonly");
            chosen?.setAttribute("role", "none");
            if (box && chosen && !search) {
                // The name, then what is chosen.
                box.removeAttribute("aria-labelledby");
                const read = () => box.setAttribute("aria-label", `${nameOf(select)} ${words(chosen)}`.trim());
                read();
                new MutationObserver(read).observe(chosen, {childList: true, characterData: true, subtree: true});
            }
        }
    };

    // After Django's script has made them.
    window.addEventListener("load", () => setTimeout(name));
    document.addEventListener("formset:added", () => setTimeout(name));
}
