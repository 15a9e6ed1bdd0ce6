; Each call and each `new`. What is called right after `require` has its module in @module.

(call_expression
  function: (_) @callee
  arguments: (arguments) @arguments) @call

(new_expression
  constructor: (_) @callee
  arguments: (arguments)? @arguments) @call

(call_expression
  function: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @module)) @callee
  arguments: (arguments) @arguments
  (#eq? @_require "require")) @call

(call_expression
  function: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @module))
    property: (property_identifier) @member) @callee
  arguments: (arguments) @arguments
  (#eq? @_require "require")) @call

(new_expression
  constructor: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @module))
    property: (property_identifier) @member) @callee
  arguments: (arguments)? @arguments
  (#eq? @_require "require")) @call
