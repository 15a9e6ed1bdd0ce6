/// A GraphQL document: its operations and fragments.
struct GraphQLDocument {
    var operations: [Operation] = []
    var fragments: [String: Fragment] = [:]

    struct Operation {
        /// `query` or `mutation`.
        let kind: String
        let name: String?
        /// The variables' default values; those without one have `nil`.
        let variables: [String: Variable]
        let selections: [Selection]
    }

    struct Variable {
        let isRequired: Bool
        let usual: Value?
    }

    struct Fragment {
        let type: String
        let selections: [Selection]
    }

    indirect enum Selection {
        case field(Field)
        case spread(String)
        case inline(type: String?, directives: [Directive], selections: [Selection])
    }

    struct Field {
        let alias: String?
        let name: String
        let arguments: [String: Value]
        let directives: [Directive]
        let selections: [Selection]
        let place: Place
        /// The name in the answer.
        var key: String { alias ?? name }
    }

    struct Directive {
        let name: String
        let condition: Value?
    }

    indirect enum Value {
        case variable(String)
        case constant(JSON)
        case list([Value])
        case object([String: Value])
    }

    /// Line and column, counted from 1.
    struct Place: Sendable {
        let line: Int
        let column: Int
        var json: JSON { ["line": .int(line), "column": .int(column)] }
    }
}

/// A GraphQL document that cannot be read.
struct GraphQLMistake: Error {
    let message: String
    let place: GraphQLDocument.Place
}
