; Each mapping of Spring MVC by an annotation with one path. The prefix of a class's own mapping is not applied.

(annotation
  name: (identifier) @method
  arguments: (annotation_argument_list
    . (string_literal) @path)
  (#match? @method "^(Get|Post|Put|Patch|Delete|Request)Mapping$")) @route

(annotation
  name: (identifier) @method
  arguments: (annotation_argument_list
    (element_value_pair
      key: (identifier) @_key
      value: (string_literal) @path))
  (#match? @method "^(Get|Post|Put|Patch|Delete|Request)Mapping$")
  (#any-of? @_key "value" "path")) @route
