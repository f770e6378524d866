import Foundation
import Kernels

/// A student's parameters with the configuration they belong to.
public struct StudentWeights: Sendable {
    public let layout: StudentLayout
    /// In the layout's order.
    public let parameters: [Matrix<Float>]

    public init(layout: StudentLayout, parameters: [Matrix<Float>]) {
        precondition(parameters.count == layout.parameters.count, "one matrix per parameter")
        self.layout = layout
        self.parameters = parameters
    }

    /// Reads a weights file.
    ///
    /// - Throws: `WeightsError` for anything but whole, valid weights of a student.
    public init(path: String) throws(WeightsError) {
        let (file, layout) = try Self.open(path: path)
        var parameters: [Matrix<Float>] = []
        for parameter in layout.parameters { parameters.append(try file.parameter(parameter)) }
        self.init(layout: layout, parameters: parameters)
    }

    /// Opens a weights file and reads the configuration, but none of the parameters yet.
    static func open(
        path: String
    ) throws(WeightsError) -> (file: SafetensorsFile, layout: StudentLayout) {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata["student"] else {
            throw .missing(path: path, what: "it has no “student” configuration")
        }
        let configuration: StudentConfiguration
        do {
            configuration = try JSONDecoder().decode(
                StudentConfiguration.self, from: Data(text.utf8))
        } catch {
            throw .missing(path: path, what: "its “student” configuration cannot be read")
        }
        if let problem = configuration.problem {
            throw .missing(path: path, what: "its configuration is unusable: \(problem)")
        }
        return (file, StudentLayout(configuration))
    }

    /// Writes a weights file, whole or not at all.
    public func save(
        to path: String, precision: StudentPrecision = .float16,
        metadata: [String: String] = [:]
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        var metadata = metadata
        metadata["student"] = String(
            decoding: try encoder.encode(layout.configuration), as: UTF8.self)
        try SafetensorsWriter.write(
            tensors(at: precision), metadata: metadata, to: path)
    }

    /// Widest elements first, so that all of them are aligned; otherwise in the layout's order.
    private func tensors(at precision: StudentPrecision) -> [SafetensorsTensor] {
        let storage = layout.storage(at: precision)
        let tensors = layout.parameters.indices.flatMap { index -> [SafetensorsTensor] in
            let (name, matrix) = (layout.parameters[index].name, parameters[index])
            guard storage[index] != .int8 else {
                return SafetensorsTensor.quantized(name, QuantizedWeight(quantizing: matrix))
            }
            return [
                SafetensorsTensor(
                    name, shape: [matrix.rows, matrix.columns], values: matrix.values,
                    precision: storage[index])
            ]
        }
        return [.float32, .float16, .int8].flatMap { (form: SafetensorsPrecision) in
            tensors.filter { $0.precision == form }
        }
    }
}
