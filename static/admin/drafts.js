"use strict";
// Keeps what is typed into a form of the desk in this browser until it is saved, and offers it again afterwards.
// Per person and address, with the version that the form was opened at; passwords and files are never kept.
{
    const PREFIX = "tracewell draft:";
    const DAYS = 7;
    const DAY = 24 * 60 * 60 * 1000;
    const PAUSE = 400;
    const NEVER = new Set(["csrfmiddlewaretoken", "_seen", "_typist"]);
    const UNKEPT = new Set(["password", "file", "submit", "button", "reset", "image"]);

    const read = (key) => {
        try {
            return JSON.parse(localStorage.getItem(key));
        } catch {
            return null;
        }
    };

    const write = (key, draft) => {
        try {
            localStorage.setItem(key, JSON.stringify(draft));
        } catch {
            // No room, or none allowed: the form itself still holds everything.
        }
    };

    const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

    const forget = () => {
        const oldest = Date.now() - DAYS * DAY;
        keys().filter((key) => !((read(key)?.at ?? 0) > oldest)).forEach((key) => localStorage.removeItem(key));
    };

    // The server says on the next page that something was saved; what was sent just before is then no draft any more.
    const forgetSaved = () => {
        const saved = document.querySelector(".messagelist .success") !== null;
        for (const key of keys()) {
            const draft = read(key);
            if (draft?.sent) {
                if (saved) {
                    localStorage.removeItem(key);
                } else {
                    write(key, {...draft, sent: false});
                }
            }
        }
    };

    const kept = (field) => field.name && !field.disabled && !NEVER.has(field.name) && !UNKEPT.has(field.type)
        && field.autocomplete !== "one-time-code";

    const valuesOf = (field) => {
        if (field.type === "checkbox" || field.type === "radio") {
            return field.checked ? [[field.value, ""]] : [];
        }
        if (field instanceof HTMLSelectElement) {
            return [...field.selectedOptions].map((one) => [one.value, one.textContent]);
        }
        return [[field.value, ""]];
    };

    // Each field's values by its name, with the words of what was chosen.
    const typedIn = (form) => {
        const typed = {};
        for (const field of [...form.elements].filter(kept)) {
            typed[field.name] = [...(typed[field.name] ?? []), ...valuesOf(field)];
        }
        return typed;
    };

    const addRows = (form, typed) => {
        const totals = Object.keys(typed).filter((name) => name.endsWith("-TOTAL_FORMS"));
        for (const name of totals.sort((one, other) => one.split("-").length - other.split("-").length)) {
            const wanted = Number(typed[name][0]?.[0]);
            for (let missing = wanted - Number(form.elements[name]?.value ?? wanted); missing > 0; missing -= 1) {
                const prefix = name.slice(0, -"-TOTAL_FORMS".length);
                const rows = [...form.querySelectorAll("[data-rows]")].find((one) => one.dataset.rows === prefix);
                const button = rows
                    ? [...rows.querySelectorAll("button[data-add]")].find((one) => one.closest("[data-rows]") === rows)
                    : document.getElementById(`${prefix}-group`)?.querySelector(".add-row a");
                button?.click();
            }
        }
    };

    const choose = (field, values) => {
        for (const [value, words] of values) {
            if (![...field.options].some((one) => one.value === value)) {
                field.add(new Option(words, value));
            }
        }
        const wanted = values.map(([value]) => value);
        for (const option of field.options) {
            option.selected = wanted.includes(option.value);
        }
    };

    const putBack = (form, typed) => {
        addRows(form, typed);
        for (const field of [...form.elements].filter(kept)) {
            const values = typed[field.name];
            if (values === undefined || field.name.endsWith("_FORMS")) {
                continue;
            }
            if (field.type === "checkbox" || field.type === "radio") {
                field.checked = values.some(([value]) => value === field.value);
            } else if (field instanceof HTMLSelectElement) {
                choose(field, values);
            } else {
                field.value = values[0]?.[0] ?? "";
            }
            field.dispatchEvent(new Event("input", {bubbles: true}));
            // The autocompletes hear this only from the library that they are made with.
            window.django?.jQuery ? window.django.jQuery(field).trigger("change")
                : field.dispatchEvent(new Event("change", {bubbles: true}));
        }
    };

    const offer = (form, mark, key, draft) => {
        const when = new Date(draft.at).toLocaleString("en-GB", {
            day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
        });
        const box = document.createElement("div");
        const words = document.createElement("p");
        const back = document.createElement("button");
        const away = document.createElement("button");
        box.className = "warning kept";
        box.setAttribute("role", "status");
        words.textContent = `You typed something here on ${when} that was not saved.`;
        if (draft.seen !== mark.dataset.seen) {
            words.textContent += " It was saved by somebody since; compare before you save over it.";
        }
        back.type = away.type = "button";
        back.textContent = "Put it back";
        away.textContent = "Throw it away";
        back.addEventListener("click", () => {
            putBack(form, draft.typed);
            box.remove();
        });
        away.addEventListener("click", () => {
            localStorage.removeItem(key);
            box.remove();
        });
        box.append(words, back, " ", away);
        mark.after(box);
    };

    const watch = (mark) => {
        const form = mark.closest("form");
        const page = new URLSearchParams(location.search).get("page") ?? "";
        const key = `${PREFIX}${mark.dataset.typist}:${location.pathname}${page}`;
        const first = JSON.stringify(typedIn(form));
        const draft = read(key);
        if (draft && !mark.hasAttribute("data-unsaved") && JSON.stringify(draft.typed) !== first) {
            offer(form, mark, key, draft);
        }
        let timer = 0;
        const keep = (sent) => {
            clearTimeout(timer);
            const typed = typedIn(form);
            if (mark.hasAttribute("data-unsaved") || JSON.stringify(typed) !== first) {
                write(key, {at: Date.now(), seen: mark.dataset.seen, typed, sent});
            }
        };
        const soon = () => {
            clearTimeout(timer);
            timer = setTimeout(keep, PAUSE, false);
        };
        form.addEventListener("input", soon);
        form.addEventListener("change", soon);
        form.addEventListener("submit", () => keep(true));
        window.addEventListener("pagehide", () => { if (!read(key)?.sent) { keep(false); } });
    };

    window.addEventListener("load", () => {
        forgetSaved();
        forget();
        // After the scripts that fill in and dress up fields.
        setTimeout(() => document.querySelectorAll("[data-typist]").forEach(watch));
    });
}
