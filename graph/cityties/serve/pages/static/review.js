// Keys and suggestions of the review form. Without scripts it is the same form, with buttons.
"use strict";

(() => {
  const form = document.getElementById("decide");

  // --- keys: only while no field is in focus, and only if they are not switched off -------
  const off = document.getElementById("keys-off");
  const remembered = "cityties-review-keys-off";
  try {
    if (off) off.checked = localStorage.getItem(remembered) === "1";
  } catch {
    // A browser may keep nothing: the keys are on then.
  }
  off?.addEventListener("change", () => {
    try {
      localStorage.setItem(remembered, off.checked ? "1" : "0");
    } catch {
      // As above.
    }
  });

  let sent = false; // a key that is held down decides once
  addEventListener("pageshow", () => {
    sent = false;
  });

  const press = (verdict) => {
    const button = form?.querySelector(`.buttons [value="${verdict}"]`);
    if (button && !sent) {
      sent = true;
      button.click();
    }
  };
  const go = (id) => {
    const link = document.getElementById(id);
    if (link && !sent) {
      sent = true;
      link.click();
    }
  };
  const edit = () => {
    const field = document.querySelector("#edit input, #edit select, #edit textarea");
    field?.focus();
  };
  const keys = {
    a: () => press("accept"),
    r: () => press("reject"),
    l: () => press("later"),
    e: edit,
    n: () => go("next"),
    p: () => go("previous"),
    u: () => {
      const button = document.querySelector("[form=undo]");
      if (button && !sent) {
        sent = true;
        button.click();
      }
    },
  };

  addEventListener("keydown", (event) => {
    const field = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && field) {
      document.getElementById("gist")?.focus();
      return;
    }
    if (off?.checked || field || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    // On a keyboard of another script, the place of the key counts.
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
    const act = keys[letter];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  document.getElementById("to-edit")?.addEventListener("click", (event) => {
    event.preventDefault();
    edit();
  });

  // --- suggestions: names in any script become ids -----------------------------------------
  for (const field of document.querySelectorAll("[data-things]")) {
    const list = document.getElementById(field.getAttribute("list"));
    let timer = 0;
    let asked = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const at = field.value.lastIndexOf(";") + 1;
        const before = field.value.slice(0, at);
        const text = field.value.slice(at).trim();
        const mine = (asked += 1);
        if (text.length < 2 || !list) return;
        try {
          const answer = await fetch(`/review/suggest?q=${encodeURIComponent(text)}`);
          if (!answer.ok || mine !== asked) return;
          const found = (await answer.json()).result;
          list.replaceChildren(
            ...found.map((one) => {
              const option = document.createElement("option");
              option.value = before + one.id;
              option.textContent = [one.name, one.description].filter(Boolean).join(" · ");
              return option;
            }),
          );
        } catch {
          // Without suggestions the name is looked up when the form is sent.
        }
      }, 200);
    });
  }
})();
