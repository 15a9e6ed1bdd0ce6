internal import Documents
internal import Snapshots

extension PatchSite {
    /// Moves an expression out of a script into a variable of the step, which the shell expands after it has read the script.
    mutating func moveToEnvironment(_ leaf: String) throws(Declined) {
        let place = try place(leaf)
        let source = try source(of: place.path)
        guard let data = place.match.data,
            let document = try? DataDocument(parsing: source.bytes, format: .yaml),
            let step = data.node(in: document), let root = document.roots.first,
            let expression = WorkflowExpression.all(in: source.bytes, range: place.span).first,
            let context = place.match.attributes["context"]
        else { throw Declined(reason: "`\(leaf)` is no expression in a step") }
        let script = try ShellScript(of: step, at: data.path, in: root, source: source)
        if let reason = script.obstacle(at: place.span) { throw Declined(reason: reason) }
        let name = Self.variableName(for: context)
        let value = DataValue.string("${{ \(expression.text) }}")
        if let known = step["env"]?[name] {
            guard known.value == value else {
                throw Declined(reason: "the step has another variable \(name) already")
            }
        } else {
            guard !script.text.contains(name) else {
                throw Declined(reason: "the script uses \(name) already")
            }
            try addVariable(name, value, step: step, at: data.path, in: document, of: place.path)
        }
        let replacement = TextEdit(range: place.span, replacement: Array("${\(name)}".utf8))
        add([replacement], to: place.path)
    }

    private mutating func addVariable(
        _ name: String, _ value: DataValue, step: DataNode, at path: DataPath,
        in document: DataDocument, of file: RepositoryPath
    ) throws(Declined) {
        let environment = path.appending(.key("env"))
        let isThere = step["env"] != nil
        let target = isThere ? environment.appending(.key(name)) : environment
        let content = isThere ? value : .mapping([.init(name, value)])
        do throws(DataEditError) {
            let edits = try document.setting(
                target, to: content, position: isThere ? .last : .before("run"), comment: nil)
            add(edits, to: file, role: .data(DataChange(kind: .set(content), path: target)))
        } catch {
            throw Declined(reason: "\(file): the step's `env` cannot be changed")
        }
    }

    /// `github.event.issue.title` becomes `ISSUE_TITLE`; names that start with `GITHUB_` are the runner's own.
    private static func variableName(for context: String) -> String {
        let words = context.uppercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let parts = words.joined(separator: "_").split(separator: "_").map(String.init)
        let own = parts.drop { ["GITHUB", "EVENT"].contains($0) }
        return own.isEmpty ? "EVENT_JSON" : own.joined(separator: "_")
    }
}
