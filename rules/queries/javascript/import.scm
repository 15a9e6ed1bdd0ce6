; Each name that an import or a `require` binds. A default import stands for the module itself.

(import_statement
  (import_clause (identifier) @alias)
  source: (string) @module) @import

(import_statement
  (import_clause (namespace_import (identifier) @alias))
  source: (string) @module) @import

(import_statement
  (import_clause
    (named_imports
      (import_specifier
        name: (_) @name
        !alias)))
  source: (string) @module) @import

(import_statement
  (import_clause
    (named_imports
      (import_specifier
        name: (_) @name
        alias: (identifier) @alias)))
  source: (string) @module) @import

(import_statement
  . "import"
  . source: (string) @module) @import

(variable_declarator
  name: (identifier) @alias
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @module))
  (#eq? @_require "require")) @import

(variable_declarator
  name: (object_pattern
    (shorthand_property_identifier_pattern) @name)
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @module))
  (#eq? @_require "require")) @import

(variable_declarator
  name: (object_pattern
    (pair_pattern
      key: (property_identifier) @name
      value: (identifier) @alias))
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @module))
  (#eq? @_require "require")) @import

(variable_declarator
  name: (identifier) @alias
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @module))
    property: (property_identifier) @name)
  (#eq? @_require "require")) @import

(expression_statement
  (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @module))
  (#eq? @_require "require")) @import

(variable_declarator
  value: (call_expression
    function: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @module)))
  (#eq? @_require "require")) @import
