; Each registration of a handler under a path, as Express, Koa's router, Fastify and Hono write it:
; `app.get("/p", h)`, `app.all("/p", h)`, `app.use("/p", h)`. With one argument `app.get` reads a setting.

(call_expression
  function: (member_expression
    object: (_) @owner
    property: (property_identifier) @method)
  arguments: (arguments
    . [(string) (template_string)] @path
    . (_))
  (#any-of? @method
    "get" "post" "put" "patch" "delete" "head" "options" "all" "use")) @route

; app.get(["/a", "/b"], h)
(call_expression
  function: (member_expression
    object: (_) @owner
    property: (property_identifier) @method)
  arguments: (arguments
    . (array [(string) (template_string)] @path)
    . (_))
  (#any-of? @method
    "get" "post" "put" "patch" "delete" "head" "options" "all" "use")) @route

; app.route("/p").get(h)
(call_expression
  function: (member_expression
    object: (call_expression
      function: (member_expression
        object: (_) @owner
        property: (property_identifier) @_route)
      arguments: (arguments . [(string) (template_string)] @path))
    property: (property_identifier) @method)
  (#eq? @_route "route")
  (#any-of? @method
    "get" "post" "put" "patch" "delete" "head" "options" "all")) @route
