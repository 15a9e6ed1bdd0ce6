; Each named element of an annotation.

(annotation
  arguments: (annotation_argument_list
    (element_value_pair
      key: (identifier) @name
      value: (_) @value) @kwarg)) @call
