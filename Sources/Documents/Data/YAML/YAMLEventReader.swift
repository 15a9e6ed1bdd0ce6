internal import CYAML

/// Reads the events of a YAML file one by one; it owns libyaml's parser and borrows the bytes.
struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let index: CodePointIndex
    private let start: Int
    private let source: SourceText

    /// A reader of `bytes`, the bytes of `source`, which must be valid UTF-8 and outlive it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, source: SourceText) {
        self.source = source
        start = source.hasByteOrderMark ? 3 : 0
        index = CodePointIndex(bytes, from: start)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml takes a null input for "none set"; an empty buffer has no address of its own.
        let address = bytes.baseAddress.map { $0 + start } ?? UnsafePointer(Self.nothing)
        yaml_parser_set_input_string(parser, address, bytes.count - start)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    nonisolated(unsafe) private static let nothing: UnsafeMutablePointer<UInt8> = {
        let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        pointer.initialize(to: 0)
        return pointer
    }()

    /// The next event; after the end of the stream there is none.
    func next() throws(DocumentError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let span = Self.range(
            index.offset(ofCodePoint: event.start_mark.index),
            index.offset(ofCodePoint: event.end_mark.index))
        return translated(event, span: span)
    }

    private static func range(_ start: Int, _ end: Int) -> Range<Int> { start..<max(start, end) }

    private func translated(_ event: yaml_event_t, span: Range<Int>) -> YAMLEvent {
        switch event.type {
        case YAML_STREAM_START_EVENT: return plain(.streamStart, span)
        case YAML_DOCUMENT_START_EVENT: return plain(.documentStart, span)
        case YAML_DOCUMENT_END_EVENT: return plain(.documentEnd, span)
        case YAML_SEQUENCE_END_EVENT: return plain(.sequenceEnd, span)
        case YAML_MAPPING_END_EVENT: return plain(.mappingEnd, span)
        case YAML_ALIAS_EVENT:
            return plain(.alias(Self.text(event.data.alias.anchor) ?? ""), span)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let content = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return YAMLEvent(
                kind: .scalar(
                    String(decoding: content, as: UTF8.self), style: Self.style(scalar.style)),
                anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag), span: span)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            let style: DataStyle = sequence.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
            return YAMLEvent(
                kind: .sequenceStart(style: style), anchor: Self.text(sequence.anchor),
                tag: Self.text(sequence.tag), span: span)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            let style: DataStyle = mapping.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
            return YAMLEvent(
                kind: .mappingStart(style: style), anchor: Self.text(mapping.anchor),
                tag: Self.text(mapping.tag), span: span)
        default: return plain(.streamEnd, span)
        }
    }

    private func plain(_ kind: YAMLEvent.Kind, _ span: Range<Int>) -> YAMLEvent {
        YAMLEvent(kind: kind, anchor: nil, tag: nil, span: span)
    }

    private static func style(_ style: yaml_scalar_style_t) -> DataStyle {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private func failure() -> DocumentError {
        let state = parser.pointee
        var reason = state.problem.map { String(cString: $0) } ?? "the file is not YAML"
        if let context = state.context { reason = String(cString: context) + ": " + reason }
        let offset =
            state.error == YAML_READER_ERROR
            ? start + state.problem_offset : index.offset(ofCodePoint: state.problem_mark.index)
        return DocumentError(
            format: DataFormat.yaml.rawValue, reason: reason, position: source.position(at: offset))
    }
}
