internal import Documents

/// Where among the imports of a module another one goes: at its sorted place in a sorted block, else behind the last.
struct PythonImportPlace {
    let header: PythonHeader
    let isOwnModule: (String) -> Bool

    /// How import sorters group modules, in the order of the groups.
    private enum Section: Int, Comparable {
        case future, standard, thirdParty, own, relative

        static func < (left: Section, right: Section) -> Bool { left.rawValue < right.rawValue }
    }

    /// What import sorters compare within a block.
    private struct Key: Comparable {
        var section: Section
        var isFrom: Bool
        var module: String
        /// Whether `import` and `from` stand mixed, by module.
        var isMixed: Bool

        static func < (left: Key, right: Key) -> Bool {
            if left.section != right.section { return left.section < right.section }
            let (first, second) = (left.isFrom ? 1 : 0, right.isFrom ? 1 : 0)
            return left.isMixed
                ? (left.module, first) < (right.module, second)
                : (first, left.module) < (second, right.module)
        }
    }

    /// The splice that adds an import.
    func edit(adding text: [UInt8], module: String, isFrom: Bool, in source: SourceText) -> TextEdit
    {
        let section = section(of: module)
        let blocks = blocks
        guard
            let last = blocks.last(where: { $0.contains { self.section(of: $0.module) <= section } }
            )
        else {
            guard let first = blocks.first?.first else {
                return editBehindPreamble(text, in: source)
            }
            return source.inserting([text, []], beforeLine: first.lines.firstLine)
        }
        let isGrouped = blocks.allSatisfy { Set($0.map { self.section(of: $0.module) }).count == 1 }
        if isGrouped, let ownSection = last.last.map({ self.section(of: $0.module) }),
            ownSection < section, let line = last.last?.lines.lastLine
        {
            return source.inserting([[], text], beforeLine: line + 1)
        }
        return source.inserting(
            [text], beforeLine: line(in: last, for: module, isFrom: isFrom))
    }

    /// The line of a block to stand before.
    private func line(
        in block: [PythonImportStatement], for module: String, isFrom: Bool
    ) -> Int {
        let end = (block.last?.lines.lastLine ?? 0) + 1
        for isMixed in [false, true] {
            let keys = block.map { key($0.module, $0.isFrom, isMixed) }
            guard zip(keys, keys.dropFirst()).allSatisfy({ $0 <= $1 }) else { continue }
            let new = key(module, isFrom, isMixed)
            return zip(block, keys).first { new < $1 }?.0.lines.firstLine ?? end
        }
        return end
    }

    private func key(_ module: String, _ isFrom: Bool, _ isMixed: Bool) -> Key {
        Key(
            section: section(of: module), isFrom: isFrom, module: module.lowercased(),
            isMixed: isMixed)
    }

    private func section(of module: String) -> Section {
        if module.hasPrefix(".") { return .relative }
        if module == "__future__" { return .future }
        let top = module.split(separator: ".").first.map(String.init) ?? module
        if PythonStandardLibrary.modules.contains(top) { return .standard }
        return isOwnModule(top) ? .own : .thirdParty
    }

    /// The imports, in runs of lines that follow one another.
    private var blocks: [[PythonImportStatement]] {
        var blocks: [[PythonImportStatement]] = []
        for statement in header.imports {
            if let previous = blocks.last?.last,
                statement.lines.firstLine <= previous.lines.lastLine + 1
            {
                blocks[blocks.count - 1].append(statement)
            } else {
                blocks.append([statement])
            }
        }
        return blocks
    }

    /// The first import of a module: below its docstring, set off by a blank line from what stands around it.
    private func editBehindPreamble(_ text: [UInt8], in source: SourceText) -> TextEdit {
        let line = header.firstLine
        let above: [[UInt8]] = header.hasPreamble ? [[]] : []
        let isSetOff = source.blankLines(from: line).map { $0 > 0 } ?? true
        return source.inserting(above + [text] + (isSetOff ? [] : [[]]), beforeLine: line)
    }
}
