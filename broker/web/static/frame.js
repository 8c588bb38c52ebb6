// Owns one gesture: go on once the frame has been loaded, or after three seconds.
(() => {
  const goOn = () => window.location.replace(document.querySelector('a[rel="next"]').href);
  document.addEventListener("load", (event) => event.target.tagName === "IFRAME" && goOn(), true);
  setTimeout(goOn, 3000);
})();
