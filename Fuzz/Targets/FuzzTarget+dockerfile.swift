internal import Documents

/// Dockerfiles: the parts of a file are the file, and everything in it has its place in order.
extension FuzzTarget {
    static let dockerfiles = [
        FuzzTarget("dockerfile", "Dockerfiles, their instructions and stages") { input in
            guard let file = try? Dockerfile(parsing: input) else { return nil }
            if file.printed != input { return "the parts are not the file" }
            var place = 0
            for part in file.parts {
                if part.span.lowerBound != place { return "a part at \(part.span) leaves a gap" }
                place = part.span.upperBound
                guard case .instruction(let number) = part.kind else { continue }
                if let breach = breach(of: file.instructions[number], within: part.span) {
                    return breach
                }
            }
            for stage in file.stages {
                guard file.instructions[stage.instructions.lowerBound].keyword == "FROM" else {
                    return "stage \(stage.number) does not start with FROM"
                }
                if case .stage = file.base(of: stage) { return "a stage has no base in the end" }
            }
            return nil
        }
    ]

    private static func breach(
        of instruction: DockerInstruction, within range: Range<Int>
    ) -> String? {
        guard range.lowerBound <= instruction.span.lowerBound,
            instruction.span.upperBound <= range.upperBound
        else { return "an instruction at \(instruction.span) is outside \(range)" }
        var places = [instruction.keywordSpan] + instruction.flags.map(\.span)
        if instruction.triggered.isEmpty { places += instruction.arguments.map(\.span) }
        for heredoc in instruction.heredocs { places += [heredoc.body, heredoc.terminator] }
        var last = instruction.span.lowerBound
        for place in places {
            if place.lowerBound < last { return "\(place) comes behind \(last)" }
            last = place.upperBound
        }
        if last > instruction.span.upperBound { return "\(last) is behind \(instruction.span)" }
        for inner in instruction.triggered {
            if let breach = breach(of: inner, within: instruction.span) { return breach }
        }
        return nil
    }
}
