/// Finds the stages of a Dockerfile and what they are built on.
struct DockerStageReader {
    let source: SourceText
    let escape: UInt8
    let instructions: [DockerInstruction]

    private func error(_ reason: String, at offset: Int) -> DocumentError {
        DocumentError(format: "dockerfile", reason: reason, position: source.position(at: offset))
    }

    /// The stages, at least one.
    func stages() throws(DocumentError) -> [DockerStage] {
        let starts = instructions.indices.filter { instructions[$0].keyword == "FROM" }
        var variables = DockerVariables(escape: escape)
        for instruction in instructions[..<(starts.first ?? instructions.count)] {
            guard instruction.keyword == "ARG" else {
                throw error(
                    "`\(instruction.keyword)` stands in front of the first `FROM`",
                    at: instruction.span.lowerBound)
            }
            for argument in instruction.arguments { variables.declare(argument.value) }
        }
        guard !starts.isEmpty else { throw error("there is no `FROM`", at: source.bytes.count) }
        var stages: [DockerStage] = []
        var numbers: [String: Int] = [:]
        for (start, end) in zip(starts, starts.dropFirst() + [instructions.count]) {
            let stage = try stage(start..<end, number: stages.count, numbers, variables)
            // A later stage of the same name takes it over.
            if let name = stage.name { numbers[name] = stage.number }
            stages.append(stage)
        }
        return stages
    }

    private func stage(
        _ range: Range<Int>, number: Int, _ numbers: [String: Int], _ variables: DockerVariables
    ) throws(DocumentError) -> DockerStage {
        let from = instructions[range.lowerBound]
        let words = from.arguments
        let isNamed = words.count == 3 && words[1].value.lowercased() == "as"
        guard let image = words.first, words.count == 1 || isNamed else {
            throw error(
                "`FROM` has an image and perhaps `AS` and a name", at: from.span.lowerBound)
        }
        let resolved = variables.expanding(image.value)
        let base: DockerStage.Base
        if let resolved, !resolved.isEmpty {
            if resolved == "scratch" {
                base = .scratch
            } else if let earlier = numbers[resolved.lowercased()] {
                base = .stage(earlier)
            } else {
                let image = ImageReference(resolved)
                base = image.isPlaceholder ? .unknown(resolved) : .image(image)
            }
        } else {
            base = .unknown(image.value)
        }
        return DockerStage(
            number: number, name: isNamed ? words[2].value.lowercased() : nil, base: base,
            instructions: range, platform: from.flag("platform"), baseSpan: image.span,
            isParameterized: image.value.utf8.contains(UInt8(ascii: "$")))
    }
}
