/// Builds the node tree of a YAML file from libyaml's events.
struct YAMLReader {
    private let source: SourceText
    private var anchors: [String: Anchored] = [:]
    private var openAnchors: Set<String> = []
    private var aliasCount = 0
    private var expandedNodes = 0

    /// A node that aliases may refer to, with what each of them costs.
    private struct Anchored {
        let node: DataNode
        let size: Int
        let height: Int
    }

    /// A collection that has not ended.
    private struct Frame {
        let event: YAMLEvent
        let start: Int
        let style: DataStyle
        let isMapping: Bool
        var own: DataFeatures
        var children: [Anchored] = []
        var keys: [Key] = []
        var pendingKey: Key?
    }

    private struct Key {
        let text: String
        let span: Range<Int>
        let features: DataFeatures
        let size: Int
        let height: Int
    }

    private init(_ source: SourceText) { self.source = source }

    /// The root of every document in the file; at least one.
    static func roots(of source: SourceText) throws(DocumentError) -> [DataNode] {
        try source.bytes.withUnsafeBufferPointer { bytes throws(DocumentError) in
            var reader = YAMLReader(source)
            let events = YAMLEventReader(bytes, source: source)
            return try reader.documents(events)
        }
    }

    private mutating func documents(_ events: borrowing YAMLEventReader) throws(DocumentError)
        -> [DataNode]
    {
        var roots: [DataNode] = []
        var frames: [Frame] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamStart: break
            case .streamEnd: return roots.isEmpty ? [emptyRoot] : roots
            case .documentStart: anchors = [:]
            case .documentEnd: break
            case .sequenceStart(let style), .mappingStart(let style):
                guard frames.count < DataLimits.depth else { throw tooDeep(event) }
                frames.append(opened(event, style: style))
            case .scalar, .alias, .sequenceEnd, .mappingEnd:
                let node = try completed(event, frames: &frames)
                if frames.isEmpty {
                    roots.append(node.node)
                } else {
                    try attach(node, to: &frames[frames.count - 1], event: event)
                }
            }
        }
    }

    private var emptyRoot: DataNode {
        DataNode(
            content: .scalar(.null), span: source.bytes.count..<source.bytes.count, style: .plain)
    }

    // MARK: Nodes

    private mutating func opened(_ event: YAMLEvent, style: DataStyle) -> Frame {
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        var isMapping = false
        if case .mappingStart = event.kind { isMapping = true }
        return Frame(
            event: event, start: startAfterProperties(of: event), style: style,
            isMapping: isMapping,
            own: features(of: event))
    }

    private mutating func completed(
        _ event: YAMLEvent, frames: inout [Frame]
    ) throws(DocumentError) -> Anchored {
        switch event.kind {
        case .alias(let name): return try aliased(name, event: event, depth: frames.count)
        case .scalar(let text, let style):
            let node = scalar(text, style: style, event: event)
            let result = Anchored(node: node, size: 1, height: 0)
            if let anchor = event.anchor { anchors[anchor] = result }
            return result
        default:
            guard let frame = frames.popLast() else {
                throw error("unbalanced collection", at: event)
            }
            let result = collection(frame, end: event)
            if let anchor = frame.event.anchor {
                anchors[anchor] = result
                openAnchors.remove(anchor)
            }
            return result
        }
    }

    private mutating func aliased(
        _ name: String, event: YAMLEvent, depth: Int
    ) throws(DocumentError) -> Anchored {
        aliasCount += 1
        guard aliasCount <= DataLimits.aliases else {
            throw error("more than \(DataLimits.aliases) aliases", at: event)
        }
        guard !openAnchors.contains(name) else {
            throw error("the alias *\(name) is part of what it refers to", at: event)
        }
        guard let target = anchors[name] else { throw error("unknown alias *\(name)", at: event) }
        expandedNodes += target.size
        guard expandedNodes <= DataLimits.expandedNodes else {
            throw error("aliases stand for more than \(DataLimits.expandedNodes) nodes", at: event)
        }
        guard depth + target.height <= DataLimits.depth else { throw tooDeep(event) }
        let features = target.node.features.union(.alias)
        let node = DataNode(
            content: target.node.content, span: event.span, style: .plain, features: features,
            ownFeatures: .alias)
        return Anchored(node: node, size: target.size, height: target.height)
    }

    private func scalar(_ text: String, style: DataStyle, event: YAMLEvent) -> DataNode {
        var start = startAfterProperties(of: event)
        var end = event.span.upperBound
        if style == .literal || style == .folded { end = endOfBlockScalar(event) }
        if style == .plain, text.isEmpty { start = end }
        let own = features(of: event)
        return DataNode(
            content: .scalar(value(text, style: style, tag: event.tag)),
            span: min(start, end)..<end,
            style: style, features: own, ownFeatures: own)
    }

    private func value(_ text: String, style: DataStyle, tag: String?) -> DataValue {
        guard style == .plain else { return .string(text) }
        switch tag {
        case nil, "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float":
            return YAMLScalar.value(ofPlain: text)
        default: return .string(text)
        }
    }

    private func collection(_ frame: Frame, end event: YAMLEvent) -> Anchored {
        var own = frame.own
        var features = DataFeatures()
        var size = 1
        var height = 0
        for child in frame.children {
            features.formUnion(child.node.features)
            size += child.size
            height = max(height, child.height)
        }
        for key in frame.keys {
            features.formUnion(key.features)
            size += key.size
            height = max(height, key.height)
            if key.features.contains(.complexKey) { own.insert(.complexKey) }
            if key.text == "<<" { own.insert(.mergeKey) }
        }
        var seen: Set<[UInt8]> = []
        for key in frame.keys where !seen.insert(Array(key.text.utf8)).inserted {
            own.insert(.duplicateKey)
        }
        let node = DataNode(
            content: content(of: frame), span: span(of: frame, end: event), style: frame.style,
            features: features.union(own), ownFeatures: own)
        return Anchored(node: node, size: size, height: height + 1)
    }

    private func content(of frame: Frame) -> DataNode.Content {
        guard frame.isMapping else { return .sequence(frame.children.map(\.node)) }
        return .mapping(
            zip(frame.keys, frame.children).map { key, child in
                let end = max(key.span.upperBound, child.node.span.upperBound)
                return DataMember(
                    key: key.text, keySpan: key.span, value: child.node,
                    span: key.span.lowerBound..<end)
            })
    }

    private func span(of frame: Frame, end event: YAMLEvent) -> Range<Int> {
        if frame.style == .flow { return frame.start..<max(frame.start, event.span.upperBound) }
        let ends = frame.children.map(\.node.span.upperBound) + frame.keys.map(\.span.upperBound)
        return frame.start..<(ends.max() ?? frame.start)
    }

    private func attach(
        _ child: Anchored, to frame: inout Frame, event: YAMLEvent
    ) throws(DocumentError) {
        guard frame.isMapping else {
            frame.children.append(child)
            return
        }
        if let key = frame.pendingKey {
            frame.keys.append(key)
            frame.children.append(child)
            frame.pendingKey = nil
        } else {
            frame.pendingKey = key(from: child)
        }
    }

    private func key(from child: Anchored) -> Key {
        var features = child.node.features
        let text: String
        if case .scalar(.string(let string)) = child.node.content {
            text = string
        } else {
            text = source.text(child.node.span)
            if child.node.scalarText == nil { features.insert(.complexKey) }
        }
        return Key(
            text: text, span: child.node.span, features: features, size: child.size,
            height: child.height)
    }

    // MARK: Places

    private func features(of event: YAMLEvent) -> DataFeatures {
        var features = DataFeatures()
        if event.anchor != nil { features.insert(.anchor) }
        if event.tag != nil { features.insert(.tag) }
        return features
    }

    /// Where a node's own text starts: libyaml's mark stands before its anchor and tag.
    private func startAfterProperties(of event: YAMLEvent) -> Int {
        var left = (event.anchor == nil ? 0 : 1) + (event.tag == nil ? 0 : 1)
        var cursor = YAMLCursor(source.bytes, at: event.span.lowerBound)
        while left > 0, cursor.byte == 0x26 || cursor.byte == 0x21 {
            cursor.skipWord()
            cursor.skipBlanksAndComments()
            left -= 1
        }
        return cursor.offset
    }

    /// The end of the last line with text: libyaml's mark stands after the blank lines that follow.
    private func endOfBlockScalar(_ event: YAMLEvent) -> Int {
        let firstLine = source.lineNumber(at: startAfterProperties(of: event))
        var line = source.lineNumber(at: max(event.span.upperBound - 1, event.span.lowerBound))
        while line > firstLine, source.isBlank(line: line) { line -= 1 }
        return source.contentRange(ofLine: line).upperBound
    }

    private func tooDeep(_ event: YAMLEvent) -> DocumentError {
        error("more than \(DataLimits.depth) levels", at: event)
    }

    private func error(_ reason: String, at event: YAMLEvent) -> DocumentError {
        DocumentError(
            format: DataFormat.yaml.rawValue, reason: reason,
            position: source.position(at: event.span.lowerBound))
    }
}
