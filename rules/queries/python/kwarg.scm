; Each keyword argument, with the call that it belongs to.

(call
  arguments: (argument_list
    (keyword_argument
      name: (identifier) @name
      value: (_) @value) @kwarg)) @call
