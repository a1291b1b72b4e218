// The take that is to become a preset. The form below it is shown once there is one.

import { button, make, seconds } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";

export function mount(element, { props }) {
  const about = make("span", { class: "facts" });
  const close = button("cancel", () => show(false), { class: "small quiet" });
  const speak = button("hear it speak", null, { title: "Speak other words in this voice before it is saved" });
  element.append(make("header", { class: "section-head" }, make("h2", {}, "Save as preset"), about, speak, close));

  const show = (open) => document.getElementById("keep-form").toggleAttribute("data-open", open);
  on("saved", () => show(false));
  on("keep", (take) => {
    props.value = { id: take.id };
    about.textContent = `${take.label} · ${seconds(take.duration)} · seed ${take.seed}`;
    speak.onclick = () => emit("speak", { ref: take.ref, name: take.label, clones: take.clones });
    show(true);
    const name = document.querySelector("#field-name textarea, #field-name input");
    name?.focus();
    document.getElementById("keep-form").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
}
