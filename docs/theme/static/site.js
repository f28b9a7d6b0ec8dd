// A button beside each block of code copies it without its prompts, and for a session without what
// the commands print.
for (const block of document.querySelectorAll(".highlight")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    const lines = [...block.querySelectorAll(".line")];
    const typed = lines.filter((line) => line.querySelector(".gp"));
    const text = (typed.length ? typed : lines).map((line) => {
      const copy = line.cloneNode(true);
      for (const prompt of copy.querySelectorAll(".gp")) prompt.remove();
      return copy.textContent;
    });
    await navigator.clipboard.writeText(text.join("\n"));
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  block.append(button);
}

// A frame that scrolls can be reached by keyboard.
const markScrollers = () => {
  for (const frame of document.querySelectorAll(".frame, .aligned pre")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }
};
addEventListener("resize", markScrollers);
markScrollers();

// The menu shows the page that it stands on; the page itself does not move.
const menu = document.querySelector(".menu");
const here = menu.querySelector(".current > a");
if (here) menu.scrollTop = here.offsetTop - menu.clientHeight / 2;
