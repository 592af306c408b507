"use strict";
// Shows a text as readers would see it, while it is typed; the server renders it. Without this, a button does.
{
    const PAUSE = 500;

    const watch = (preview, typed) => {
        const status = preview.querySelector(".preview-status");
        const shown = preview.querySelector(".preview-text");
        const token = typed.form.querySelector("[name=csrfmiddlewaretoken]").value;
        let request = null;
        let timer = 0;

        const say = (words) => {
            if (status.textContent !== words) {
                status.textContent = words;
            }
        };

        const show = async () => {
            request?.abort();
            const mine = request = new AbortController();
            try {
                const answer = await fetch(preview.dataset.address, {
                    method: "POST",
                    headers: {"X-CSRFToken": token},
                    body: new URLSearchParams({body: typed.value, format: preview.dataset.format}),
                    signal: mine.signal,
                });
                const html = await answer.text();
                if (mine.signal.aborted) {
                    return;
                }
                if (answer.status === 422) {
                    // The last text that could be shown stays where it is.
                    const refused = document.createElement("template");
                    refused.innerHTML = html;
                    say(refused.content.textContent.trim());
                } else if (answer.ok && !answer.redirected) {
                    const place = shown.scrollTop;
                    shown.innerHTML = html;
                    shown.scrollTop = place;
                    say("Up to date.");
                } else {
                    say("No preview: the server did not answer as expected. What you typed is still here.");
                }
            } catch (error) {
                if (error.name !== "AbortError") {
                    say("No preview: the server cannot be reached. What you typed is still here.");
                }
            }
        };

        typed.addEventListener("input", () => {
            clearTimeout(timer);
            timer = setTimeout(show, PAUSE);
        });
        const row = typed.closest(".form-row");
        row.classList.add("with-preview");
        row.append(preview);
        preview.hidden = false;
        show();
    };

    window.addEventListener("load", () => {
        const preview = document.getElementById("preview");
        const typed = document.getElementById("id_body");
        if (preview && typed) {
            watch(preview, typed);
        }
    });
}
