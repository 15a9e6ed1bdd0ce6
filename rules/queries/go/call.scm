; Each call, and each composite literal, whose type is what it calls.

(call_expression
  function: (_) @callee
  arguments: (argument_list) @arguments) @call

(composite_literal
  type: [(type_identifier) (qualified_type) (generic_type)] @callee
  body: (literal_value) @arguments) @call
