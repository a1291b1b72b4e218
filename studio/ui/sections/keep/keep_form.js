// The take that is about to become a preset. The form below it shows once there is one.

import { hear, tell } from "../../static/page/event_bus.js";
import { make, seconds } from "../../static/page/dom.js";

export function mount(element, { props }) {
  const about = make("span", { class: "facts" });
  const close = make("button", { type: "button", class: "small quiet" }, "cancel");
  const hearIt = make("button", { type: "button", class: "small", title: "Let it say other words before it is saved" }, "hear it speak");
  element.append(make("header", { class: "section-head" }, make("h2", {}, "Save as preset"), about, hearIt, close));

  const show = (open) => document.getElementById("keep-form").toggleAttribute("data-open", open);
  close.addEventListener("click", () => show(false));
  hear("saved", () => show(false));
  hear("keep", (take) => {
    props.value = { id: take.id };
    about.textContent = `${take.label} · ${seconds(take.duration)} · seed ${take.seed}`;
    hearIt.onclick = () => tell("speak", { ref: `take:${take.id}`, name: take.label, clones: take.clones });
    show(true);
    const name = document.querySelector("#field-name textarea, #field-name input");
    name?.focus();
    document.getElementById("keep-form").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
}
