/// The head of a request.
package struct RequestHead: Hashable, Sendable {
    /// One field, its name in lower case.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        /// A field; the name is written in lower case.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The name that this request has in answers and logs.
    package var id: String
    /// The method as written.
    package var method: String
    /// The path and the query.
    package var target: RequestTarget
    /// The fields, in the order received.
    package var fields: [Field]
    /// The numeric address of the other side of the connection.
    package var peer: String

    /// A head from its parts.
    package init(
        id: String, method: String, target: RequestTarget, fields: [Field], peer: String
    ) {
        self.id = id
        self.method = method
        self.target = target
        self.fields = fields
        self.peer = peer
    }

    /// The values of all fields of a name, which is given in lower case.
    package func values(of name: String) -> [String] {
        fields.compactMap { $0.name == name ? $0.value : nil }
    }

    /// The first value of a field, whose name is given in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The media type of the body in lower case, without its parameters; nil where none is named.
    package var mediaType: String? {
        guard let value = self["content-type"] else { return nil }
        let type = value.prefix { $0 != ";" }
        return String(type.drop { $0 == " " }.prefix { $0 != " " && $0 != "\t" }).lowercased()
    }
}

/// One request, whole.
package struct WebRequest: Sendable {
    /// The head.
    package var head: RequestHead
    /// The body; empty for none.
    package var body: [UInt8]

    /// A request from its parts.
    package init(head: RequestHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}
