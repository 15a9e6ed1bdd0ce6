; Each registration of a handler under a path: `mux.HandleFunc("/p", h)`, `r.GET("/p", h)`, `r.Get("/p", h)`.
; The path of net/http may start with a method, as in "GET /p".

(call_expression
  function: (selector_expression
    operand: (_) @owner
    field: (field_identifier) @method)
  arguments: (argument_list
    . [(interpreted_string_literal) (raw_string_literal)] @path
    . (_))
  (#any-of? @method
    "Handle" "HandleFunc" "Any" "All" "Route" "Mount"
    "GET" "POST" "PUT" "PATCH" "DELETE" "HEAD" "OPTIONS"
    "Get" "Post" "Put" "Patch" "Delete" "Head" "Options")) @route
