; The last field of a composite literal with names.

(composite_literal
  body: (literal_value
    (keyed_element) @last_field
    .
    (comment)*
    .
    "}")) @literal
