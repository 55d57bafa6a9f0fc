// The print page: fields that matter only for one choice are shown with it. Without script they all stand there.

function follow(block) {
  const [name, value] = block.dataset.shownFor.split("=");
  const field = block.closest("form").elements[name];
  const mistaken = block.querySelector("[aria-invalid]");
  const show = () => {
    block.hidden = field.value !== value && !mistaken;
  };
  field.addEventListener("change", show);
  show();
}

document.querySelectorAll("[data-shown-for]").forEach(follow);
