; Each property of an object that is an argument of a call.

(call_expression
  arguments: (arguments
    (object
      (pair
        key: (property_identifier) @name
        value: (_) @value) @kwarg))) @call

(call_expression
  arguments: (arguments
    (object
      (shorthand_property_identifier) @name @value @kwarg))) @call

(new_expression
  arguments: (arguments
    (object
      (pair
        key: (property_identifier) @name
        value: (_) @value) @kwarg))) @call

(new_expression
  arguments: (arguments
    (object
      (shorthand_property_identifier) @name @value @kwarg))) @call
