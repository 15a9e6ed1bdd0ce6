; Each keyed field of a composite literal.

(composite_literal
  body: (literal_value
    (keyed_element
      . (literal_element (identifier) @name)
      (literal_element (_) @value)) @kwarg)) @call
