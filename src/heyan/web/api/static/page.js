"use strict";
window.SwaggerUIBundle({
  dom_id: "#contract",
  url: "/api/v1/schema/openapi.json",
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [window.SwaggerUIBundle.presets.apis],
});
