"use strict";
// Brings another picture without sending the form. Without this script the button sends the form,
// which comes back as it was with another picture.
for (const button of document.querySelectorAll("button[data-captcha]")) {
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await fetch(`/captcha?purpose=${button.dataset.captcha}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = await answer.json();
      document.getElementById("captcha-picture").src = fresh.image;
      button.form.elements.captcha_id.value = fresh.captcha_id;
      button.form.elements.captcha.value = "";
      button.form.elements.captcha.focus();
    } catch {
      button.disabled = false;
      button.form.requestSubmit(button);
    } finally {
      button.disabled = false;
    }
  });
}
