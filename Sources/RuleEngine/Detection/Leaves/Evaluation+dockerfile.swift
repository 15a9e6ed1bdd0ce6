internal import Documents
internal import Snapshots

/// Dockerfiles.
extension Evaluation {
    func hits(of leaf: DockerfileLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        let patterns = leaf.files.isEmpty ? DockerfileLeaf.defaultFiles : leaf.files
        for path in scope.files(globs(patterns)) {
            if leaf.files.isEmpty, path.isCalledDockerfile == false { continue }
            if let wanted = leaf.isRunByAction, wanted != actionImages.files.contains(path) {
                continue
            }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let file = try facts(of: path).dockerfile()
                answer.hits += try hits(of: leaf, in: file, at: path)
            } catch {
                // Each file is noted, not only the first.
                let reason = doubt(error, in: path)
                answer.doubt = answer.doubt ?? reason
            }
        }
        return answer
    }

    private func hits(
        of leaf: DockerfileLeaf, in file: Dockerfile, at path: RepositoryPath
    ) throws(DocumentError) -> [LeafHit] {
        var hits: [LeafHit] = []
        for stage in file.stages(leaf.stage) where file.isBase(of: stage, oneOf: leaf) {
            if leaf.instructions.isEmpty {
                hits.append(hit(stage.instructions.lowerBound, of: stage, in: file, at: path))
                continue
            }
            let numbers = file.numbers(of: leaf, in: stage)
            switch leaf.state {
            case .present:
                for number in numbers {
                    guard let groups = try groups(of: leaf, number, in: file) else { continue }
                    hits.append(hit(number, of: stage, in: file, at: path, groups))
                }
            case .last:
                if let number = numbers.last, let groups = try groups(of: leaf, number, in: file) {
                    hits.append(hit(number, of: stage, in: file, at: path, groups))
                }
            case .absent:
                var isThere = false
                for number in numbers where try groups(of: leaf, number, in: file) != nil {
                    isThere = true
                }
                if !isThere {
                    hits.append(hit(stage.instructions.lowerBound, of: stage, in: file, at: path))
                }
            }
        }
        return hits
    }

    /// The named groups of the leaf's expression in an instruction's arguments; nil when it does not match.
    private func groups(
        of leaf: DockerfileLeaf, _ number: Int, in file: Dockerfile
    ) throws(DocumentError) -> [String: String]? {
        let instruction = file.instructions[number]
        do throws(MatchLimit) {
            if let pattern = leaf.flags {
                let flags = instruction.flags.map(\.text).joined(separator: " ")
                guard let expression = ruleSet.expressions[pattern],
                    try expression.matches(Array(flags.utf8), using: matcher)
                else { return nil }
            }
            guard let pattern = leaf.arguments else { return [:] }
            guard let expression = ruleSet.expressions[pattern] else { return nil }
            var text = Array(instruction.text.utf8)
            for heredoc in instruction.heredocs { text += [0x0A] + file.source.bytes[heredoc.body] }
            let match = try expression.matches(
                in: text, range: text.indices, using: matcher, maximum: 10_000
            ).first
            return match?.groups.mapValues { String(decoding: text[$0], as: UTF8.self) }
        } catch {
            throw DocumentError(
                format: "dockerfile", reason: error.reason,
                position: file.source.position(at: instruction.span.lowerBound))
        }
    }

    private func hit(
        _ number: Int, of stage: DockerStage, in file: Dockerfile, at path: RepositoryPath,
        _ groups: [String: String] = [:]
    ) -> LeafHit {
        let instruction = file.instructions[number]
        // An instruction in front of the first `FROM` has no stage of its own.
        let own = file.stage(ofInstruction: number) ?? stage
        var match = LeafMatch(path: path, span: instruction.span)
        match.attributes = [
            "instruction": instruction.keyword, "args": instruction.text, "image": "", "tag": "",
            "digest": "", "base": own.base.text, "stage": own.name ?? String(own.number),
            "platform": own.platform ?? "",
            "flags": instruction.flags.map(\.text).joined(separator: " "),
        ]
        if case .image(let image) = file.base(of: own) {
            match.attributes["image"] = image.name
            match.attributes["tag"] = image.tag ?? ""
            match.attributes["digest"] = image.digest ?? ""
        }
        match.captureSpans = [
            "instruction": instruction.keywordSpan, "args": instruction.textSpan,
        ]
        if instruction.keyword == "FROM" { match.captureSpans["base"] = own.baseSpan }
        return LeafHit(match: match, captures: groups)
    }
}

extension DockerfileLeaf {
    /// What templates may ask of a match.
    static let attributes = [
        "instruction", "args", "flags", "stage", "base", "image", "tag", "digest", "platform",
    ]
}

extension Dockerfile {
    /// The stages that a leaf or an operation names.
    func stages(_ stage: DockerfileLeaf.Stage) -> [DockerStage] {
        switch stage {
        case .first: Array(stages.prefix(1))
        case .final: Array(stages.suffix(1))
        case .any: stages
        case .named(let name): stages.filter { $0.name == name.lowercased() }
        }
    }

    /// Whether the base that a leaf asks about is one of its images.
    fileprivate func isBase(of stage: DockerStage, oneOf leaf: DockerfileLeaf) -> Bool {
        if leaf.bases.isEmpty { return true }
        let base = leaf.instructions == ["FROM"] ? stage.base : self.base(of: stage)
        let text: String
        switch base {
        case .scratch: text = "scratch"
        case .image(let image): text = image.canonical
        case .unknown: text = "unknown"
        case .stage: return false
        }
        for pattern in leaf.bases.reversed() {
            let isNo = pattern.hasPrefix("!")
            if Wildcard(isNo ? String(pattern.dropFirst()) : pattern).matches(text) { return !isNo }
        }
        return false
    }

    /// The numbers of the instructions that a leaf asks about, in the order in which they take effect.
    fileprivate func numbers(of leaf: DockerfileLeaf, in stage: DockerStage) -> [Int] {
        let isAlone = leaf.stage == .any && leaf.state == .present
        let lineage = isAlone ? [stage] : lineage(of: stage).reversed()
        var numbers = lineage.flatMap { stage in
            stage.instructions.filter { number in
                let keyword = instructions[number].keyword
                // Every stage has a FROM of its own.
                return leaf.instructions.contains(keyword)
                    && (keyword != "FROM" || stage.number == lineage.last?.number)
            }
        }
        if isAlone, stage.number == 0 {
            let first = stage.instructions.lowerBound
            numbers =
                instructions.indices.prefix(first).filter {
                    leaf.instructions.contains(instructions[$0].keyword)
                } + numbers
        }
        return numbers
    }
}

extension DockerStage.Base {
    /// The base as one text: a reference, `scratch`, the number of a stage, or what is written.
    fileprivate var text: String {
        switch self {
        case .scratch: "scratch"
        case .image(let image):
            image.name + (image.tag.map { ":" + $0 } ?? "") + (image.digest.map { "@" + $0 } ?? "")
        case .stage(let number): String(number)
        case .unknown(let text): text
        }
    }
}

extension DockerInstruction.Flag {
    fileprivate var text: String { "--" + name + (value.map { "=" + $0 } ?? "") }
}

extension RepositoryPath {
    /// Whether the file is called as Dockerfiles are, and not as what is made into them or is about them.
    var isCalledDockerfile: Bool {
        let name = lastComponent
        if DockerfileLeaf.otherEndings.contains(where: { name.hasSuffix($0) }) { return false }
        return ["Dockerfile", "dockerfile", "Containerfile"].contains(name)
            || ["Dockerfile.", "Containerfile."].contains { name.hasPrefix($0) }
            || [".Dockerfile", ".dockerfile"].contains { name.hasSuffix($0) }
    }
}
