; Each method call, object creation and annotation.

(method_invocation
  object: (_) @receiver
  name: (identifier) @callee
  arguments: (argument_list) @arguments) @call

(method_invocation
  !object
  name: (identifier) @callee
  arguments: (argument_list) @arguments) @call

(object_creation_expression
  type: (_) @callee
  arguments: (argument_list) @arguments) @call

(marker_annotation
  name: (_) @callee) @call

(annotation
  name: (_) @callee
  arguments: (annotation_argument_list) @arguments) @call
