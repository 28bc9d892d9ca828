// The API answers on another port: the document is here to be read, not tried out.
SwaggerUIBundle({ url: "/openapi/v1.json", dom_id: "#swagger-ui", deepLinking: true, supportedSubmitMethods: [], validatorUrl: null });
