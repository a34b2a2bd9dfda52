// Puts the release that the folder holds into each page, so that a page changes only with what
// it says itself.
for (const place of document.querySelectorAll("[data-release]")) {
  const text = window.citytiesRelease[place.dataset.release];
  if (text) place.textContent = text;
}
