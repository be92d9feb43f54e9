// Starts the page at /docs. Everything it loads comes from this server.
window.addEventListener("load", () => {
  const api = document.getElementById("api");
  // What its scripts leave unnamed, out of order, or inside another control; a path opens by its row's button.
  const mend = () => {
    for (const heading of api.querySelectorAll(":is(h3, h4, h5):not([aria-level])")) {
      heading.setAttribute("aria-level", Number(heading.tagName[1]) - 1);
    }
    for (const link of api.querySelectorAll("button a[href]")) link.removeAttribute("href");
    for (const choice of api.querySelectorAll("select:not([aria-label])")) {
      choice.setAttribute("aria-label", choice.id === "servers" ? "Server" : "Choice");
    }
    for (const wide of api.querySelectorAll("pre:not([tabindex]), .responses-wrapper:not([tabindex]), .table-container:not([tabindex])")) wide.tabIndex = 0;
  };
  new MutationObserver(mend).observe(api, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    url: "openapi.json",
    dom_id: "#api",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    persistAuthorization: false,
    validatorUrl: null,
  });
});
