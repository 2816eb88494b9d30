"use strict";
// Not every browser lets an element that is no field take the focus by itself.
document.querySelector(".summary")?.focus();

// A second tap while the answer is on its way would send the form again, with a captcha that the
// first has spent, and what was answered to the first would never be seen.
const PATIENCE = 10_000; // milliseconds; then whoever sees nothing coming may send it again
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    const now = Date.now();
    if (now - Number(form.dataset.sent ?? 0) < PATIENCE) event.preventDefault();
    else form.dataset.sent = now;
  });
}
// Back at a page that the browser kept, the form may be sent at once.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Brings another picture without sending the form. Without this script the button sends the form,
// which comes back as it was with another picture.
async function renew(form, purpose) {
  const answer = await fetch(`/captcha?purpose=${purpose}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.statusText);
  const fresh = await answer.json();
  document.getElementById("captcha-picture").src = fresh.image;
  form.elements.captcha_id.value = fresh.captcha_id;
  form.elements.csrf_token.value = fresh.csrf_token; // another one, if the cookie was lost
  form.querySelector(".heard audio").src = `/sound/${fresh.captcha_id}`;
  form.querySelector(".heard a").href = `/sound/${fresh.captcha_id}`;
  form.elements.captcha.value = "";
  form.elements.proof.value = "";
}

for (const button of document.querySelectorAll("button[data-captcha]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await renew(button.form, button.dataset.captcha);
      button.form.elements.captcha.focus();
    } catch {
      button.disabled = false;
      button.form.requestSubmit(button);
    } finally {
      button.disabled = false;
    }
  });
}

// The way without the picture: the browser works for a captcha of its own, begun afresh, so that
// its five minutes begin with the work.
for (const box of document.querySelectorAll("[data-proof]")) {
  const start = box.querySelector("button");
  const state = box.querySelector("[role=status]");
  const form = start.form;
  const again = form.querySelector("[data-captcha]");
  box.hidden = false;
  start.addEventListener("click", async () => {
    const end = (words) => {
      state.textContent = words;
      start.disabled = again.disabled = false;
    };
    start.disabled = again.disabled = true;
    state.textContent = box.dataset.begun;
    try {
      await renew(form, again.dataset.captcha);
      const worker = new Worker(box.dataset.proof);
      worker.onerror = () => end(box.dataset.failed);
      worker.onmessage = ({ data }) => {
        if (data.proof === undefined) return;
        form.elements.proof.value = data.proof;
        worker.terminate();
        end(box.dataset.done);
      };
      worker.postMessage({
        id: form.elements.captcha_id.value,
        parts: Number(box.dataset.parts),
        bits: Number(box.dataset.bits),
      });
    } catch {
      end(box.dataset.failed);
    }
  });
}
