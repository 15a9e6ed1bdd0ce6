; Each composite literal. @timeout is there once more for those with a field that limits how long headers are waited for.

(composite_literal
  type: (_) @TYPE
  body: (literal_value)) @call

((composite_literal
  type: (_) @TYPE
  body: (literal_value
    (keyed_element
      . (literal_element (identifier) @timeout)))) @call
  (#any-of? @timeout "ReadHeaderTimeout" "ReadTimeout"))
