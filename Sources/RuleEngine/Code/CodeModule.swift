internal import Documents

/// What a file of code says, as far as rules ask: imports, calls, definitions.
struct CodeModule {
    /// One name that an import binds.
    struct Import {
        var span: Range<Int>
        /// As written, dots in front for a relative import.
        var module: String
        /// The name after `from … import`; nil for a plain import and for `*`.
        var name: String?
        var isWildcard: Bool
        /// The name that the file knows it by; nil for `*`.
        var binding: String?
        /// What that name stands for: `import a.b` binds `a` to `a`, `import a.b as c` binds `c` to `a.b`.
        var target: String

        /// Module and name as one dotted path.
        var path: String {
            guard let name else { return module }
            return Self.joined(module, name)
        }

        /// A module and a name in it as one path.
        static func joined(_ module: String, _ name: String) -> String {
            module.hasSuffix(".") ? module + name : module + "." + name
        }
    }

    /// One call.
    struct Call {
        var span: Range<Int>
        /// The callee as written, without white space.
        var callee: String
        var calleeSpan: Range<Int>
        var arguments: [Argument]
        /// The keyword arguments in order.
        var keywords: [Keyword]
    }

    /// A positional argument, or the value of a keyword.
    struct Argument {
        var span: Range<Int>
        /// A string's content, or a dotted name; nil for anything else.
        var value: Value?
        /// The texts of a list or tuple of strings.
        var texts: [String] = []
    }

    /// What an argument is, where that can be said without running it.
    enum Value: Hashable {
        case text(String)
        case name(String)
    }

    /// A keyword argument.
    struct Keyword {
        var name: String
        var span: Range<Int>
        var argument: Argument
    }

    /// An assignment from a call.
    struct Assignment {
        var span: Range<Int>
        var target: String
        var targetSpan: Range<Int>
        var call: Range<Int>
    }

    /// A function or a class, with its decorators.
    struct Definition {
        var span: Range<Int>
        var name: String
        var nameSpan: Range<Int>
        /// The base classes as written.
        var bases: [String] = []
    }

    /// A decorator that is a call.
    struct Decorator {
        var call: Range<Int>
        /// The decorated function with all of its decorators.
        var span: Range<Int>
        var function: String
    }

    var imports: [Import] = []
    var calls: [Call] = []
    var assignments: [Assignment] = []
    var functions: [Definition] = []
    var classes: [Definition] = []
    var decorators: [Decorator] = []
    /// Text constants of the module.
    var constants: [String: String] = [:]
    /// The routes whose paths are plain text.
    var routes: [CodeRoute] = []
    /// What names stand for because of imports.
    private(set) var bindings: [String: [String]] = [:]
    private(set) var wildcards: [String] = []

    /// The call at a place.
    func call(at span: Range<Int>) -> Call? {
        var low = 0
        var high = calls.count
        while low < high {
            let middle = (low + high) / 2
            if calls[middle].span.lowerBound < span.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return calls[low...].prefix { $0.span.lowerBound == span.lowerBound }
            .first { $0.span == span }
    }

    /// The name of the innermost function around a place; empty at module level.
    func function(around span: Range<Int>) -> String {
        functions.filter {
            $0.nameSpan.upperBound <= span.lowerBound && span.upperBound <= $0.span.upperBound
        }.max { $0.nameSpan.lowerBound < $1.nameSpan.lowerBound }?.name ?? ""
    }

    /// Sorts everything by place and works out what names stand for.
    mutating func finish() {
        imports.sort { ($0.span.lowerBound, $0.path) < ($1.span.lowerBound, $1.path) }
        calls.sort {
            ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound)
        }
        assignments.sort { $0.span.lowerBound < $1.span.lowerBound }
        decorators.sort { $0.call.lowerBound < $1.call.lowerBound }
        functions = Self.outermost(functions)
        classes = Self.outermost(classes)
        for item in imports {
            if item.isWildcard {
                wildcards.append(item.module)
            } else if let binding = item.binding {
                if bindings[binding]?.contains(item.target) != true {
                    bindings[binding, default: []].append(item.target)
                }
            }
        }
    }

    /// Of each definition, the form with its decorators.
    private static func outermost(_ definitions: [Definition]) -> [Definition] {
        var byName: [Int: Definition] = [:]
        for definition in definitions {
            let key = definition.nameSpan.lowerBound
            if let known = byName[key], known.span.lowerBound <= definition.span.lowerBound {
                continue
            }
            byName[key] = definition
        }
        return byName.values.sorted { $0.nameSpan.lowerBound < $1.nameSpan.lowerBound }
    }

    /// The dotted paths that a name as written may stand for: what imports bind it to, else itself.
    func resolve(_ written: String) -> [String] {
        let first = String(written.prefix { $0 != "." })
        let rest = written.dropFirst(first.count)
        if let targets = bindings[first] {
            return targets.map { PythonNames.canonical($0 + rest) }
        }
        return [written] + wildcards.map { PythonNames.canonical($0 + "." + written) }
    }
}
