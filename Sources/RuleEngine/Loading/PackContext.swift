internal import Basics
internal import Documents

/// What a rule's reader must know of its pack.
struct PackContext {
    let name: String
    /// Where the pack stands on disk.
    let folder: String
    let variables: [VariableDeclaration]
    /// The files of `templates`, by their path below it.
    let templates: [String: String]
    /// The files of `policies`, by name.
    let policies: [String: String]

    /// The text of the template file that a field names; notes a mistake when there is none.
    func templateText(_ field: Field) -> String? {
        guard let name = field.text() else { return nil }
        if let text = templates[name] { return text }
        let hint = NearestName.hint(for: name, among: templates.keys)
        field.fail("there is no template \(name) in the pack's folder `templates`\(hint)")
        return nil
    }

    /// The template files that are named below a field, sorted.
    func templateNames(in field: Field?) -> [String] {
        guard let field else { return [] }
        var names: Set<String> = []
        collect(from: field.node, into: &names)
        return names.sorted()
    }

    private func collect(from node: DataNode, into names: inout Set<String>) {
        for member in node.members {
            if member.key == "template", let name = member.value.string { names.insert(name) }
            collect(from: member.value, into: &names)
        }
        for item in node.items { collect(from: item, into: &names) }
    }

    /// The id of a policy: of its front matter, else the file's name up to the second hyphen.
    func policyID(of document: String) -> String {
        if let text = policies[document], let id = PolicyDocument(text: text).id { return id }
        return document.split(separator: "-").prefix(2).joined(separator: "-")
    }
}
