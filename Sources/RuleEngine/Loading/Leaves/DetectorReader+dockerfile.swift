internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func dockerfile(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(DockerfileLeaf.format) else { return nil }
        let instructions = keys["instruction"]?.keywords() ?? []
        let state = keys["state"]?.choice(DockerfileLeaf.State.self) ?? .present
        if instructions.isEmpty {
            keys["args"]?.fail("`args` needs `instruction`")
            keys["flags"]?.fail("`flags` needs `instruction`")
            if state != .present { keys["state"]?.fail("`state` needs `instruction`") }
        }
        return .dockerfile(
            DockerfileLeaf(
                stage: keys["stage"]?.text().map(DockerfileLeaf.Stage.init) ?? .any,
                instructions: instructions, arguments: keys["args"]?.text(),
                flags: keys["flags"]?.text(), state: state,
                bases: keys["base"]?.oneOrMoreTexts() ?? [], files: keys["files"]?.globs() ?? [],
                isRunByAction: keys["run_by_action"]?.bool()))
    }
}

extension Field {
    /// Keywords of Dockerfiles: one, or a list of them.
    func keywords() -> [String] {
        let known = DockerInstruction.keywords
        if node.string != nil { return [choice(known)].compactMap(\.self) }
        return list().compactMap { $0.choice(known) }
    }
}
