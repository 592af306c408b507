"use strict";
// Adds blank rows to the entry pages. Without it, saving brings the next blank row.
{
    const renumber = (root, number) => {
        for (const element of root.querySelectorAll("*")) {
            for (const attribute of element.attributes) {
                // Only the first: the second belongs to the rows inside this one.
                attribute.value = attribute.value.replace("__prefix__", number);
            }
            if (element instanceof HTMLTemplateElement) {
                renumber(element.content, number);
            }
        }
    };

    const addRow = (rows, template, button) => {
        const total = document.getElementById(`id_${rows.dataset.rows}-TOTAL_FORMS`);
        const row = template.content.cloneNode(true);
        renumber(row, total.value);
        const added = row.querySelector("[data-row]");
        template.before(row);
        total.value = Number(total.value) + 1;
        button.hidden = Number(total.value) >= Number(rows.dataset.most);
        prepare(added);
        // Django's own script turns the selects of a new row into autocompletes when it hears this.
        added.dispatchEvent(new CustomEvent("formset:added", {bubbles: true, detail: {formsetName: rows.dataset.rows}}));
        added.querySelector("input:not([type=hidden]), select")?.focus();
    };

    const prepare = (root) => {
        for (const button of root.querySelectorAll("button[data-add]")) {
            const rows = button.closest("[data-rows]");
            const template = [...rows.querySelectorAll("template")].find((one) => one.closest("[data-rows]") === rows);
            button.hidden = false;
            button.addEventListener("click", () => addRow(rows, template, button));
        }
    };

    document.addEventListener("DOMContentLoaded", () => prepare(document));
}
