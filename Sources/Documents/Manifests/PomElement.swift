/// An element of a Maven project file: its name, its text and what stands below it.
struct PomElement {
    /// The name without a namespace's prefix.
    let name: String
    /// The bytes of the whole element.
    let span: Range<Int>
    /// The bytes of its text without the white space around it; nil when it has elements or no text.
    let textSpan: Range<Int>?
    /// The text with entities resolved; empty without one.
    let text: String
    private let members: [DataMember]

    /// The root element of a project file.
    init(root source: SourceText) throws(DocumentError) {
        do throws(DocumentError) {
            let document = try XMLReader.root(of: source)
            // The reader makes a mapping with the root as its only member, or throws.
            guard let root = document.members.first else {
                throw DocumentError(
                    format: "", reason: "no element", position: source.position(at: 0))
            }
            self.init(root)
        } catch {
            throw DocumentError(
                format: "pom.xml", reason: error.reason, position: error.position)
        }
    }

    private init(_ member: DataMember) {
        name = Self.localName(member.key)
        span = member.span
        members = member.value.members.filter { !$0.key.hasPrefix("@") && $0.key != "#text" }
        let own = member.value["#text"] ?? member.value
        let isText = members.isEmpty && own.string?.isEmpty == false
        text = isText ? own.string ?? "" : ""
        textSpan = isText ? own.span : nil
    }

    /// All elements directly below.
    var children: [PomElement] { members.map { PomElement($0) } }

    /// The first element of a name directly below.
    subscript(name: String) -> PomElement? {
        members.first { Self.localName($0.key) == name }.map { PomElement($0) }
    }

    /// All elements of a name directly below.
    func all(_ name: String) -> [PomElement] {
        members.filter { Self.localName($0.key) == name }.map { PomElement($0) }
    }

    private static func localName(_ key: String) -> String {
        key.split(separator: ":").last.map(String.init) ?? key
    }
}
