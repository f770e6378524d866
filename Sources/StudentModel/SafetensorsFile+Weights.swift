import Kernels

/// Weights for inference, which stay in the file where their form allows it.
extension SafetensorsFile {
    /// A weight of eight bits; its bytes stay where they are.
    ///
    /// - Throws: `.missing` where the tensor is no matrix of bytes or lacks usable scales.
    func quantizedWeight(named name: String) throws(WeightsError) -> QuantizedWeight {
        let shape = try shape(of: name, rows: nil, columns: nil)
        guard let tensor = tensors[name], tensor.precision == .int8 else {
            throw .missing(path: path, what: "tensor “\(name)” is not of eight bits")
        }
        let scalesName = scalesName(of: name)
        guard let scales = tensors[scalesName], scales.shape == [shape.rows],
            scales.precision == .float32
        else {
            throw .missing(
                path: path,
                what: "tensor “\(name)” is of eight bits and needs its scales, “\(scalesName)”, "
                    + "\(shape.rows) values of type F32")
        }
        let values = try floats(named: scalesName)
        guard values.allSatisfy({ $0 >= 0 && (128 * $0).isFinite }) else {
            throw .missing(
                path: path, what: "tensor “\(scalesName)” holds a value that is no scale")
        }
        return QuantizedWeight(
            outer: shape.rows, inner: shape.columns, scales: values, bytesIn: file,
            at: dataStart + tensor.begin)
    }

    /// The weight of a linear layer for inference. Large ones of halves and bytes stay in the mapped
    /// file and are only checked; what has to be converted is made in memory, and so are small ones,
    /// which would keep the whole file mapped where the large ones are converted.
    ///
    /// - Parameter wanted: the form to compute in; the file's own if nil.
    /// - Throws: `.missing` also for a value that is no number.
    func inferenceWeight(
        _ parameter: ParameterSpecification, as wanted: SafetensorsPrecision?
    ) throws(WeightsError) -> InferenceWeight {
        let (name, rows, columns) = (parameter.name, parameter.rows, parameter.columns)
        _ = try shape(of: name, rows: rows, columns: columns)
        let own = tensors[name]?.precision ?? .float32
        switch (wanted ?? own, own) {
        case (.int8, .int8):
            return InferenceWeight(try quantizedWeight(named: name))
        case (.float16, .float16) where rows * columns >= 16_384:
            guard let offset = offset(of: name),
                file.areHalvesFinite(at: offset, count: rows * columns)
            else { throw notANumber(in: name) }
            return InferenceWeight(outer: rows, inner: columns, halvesIn: file, at: offset)
        case (let form, _):
            return InferenceWeight(try self.parameter(parameter, as: form), as: form)
        }
    }

    /// The values of a parameter, all of them numbers.
    ///
    /// - Parameter wanted: the form that a file of it would have; halves are rounded, while bytes
    ///   are left to those who make them.
    func parameter(
        _ specification: ParameterSpecification, as wanted: SafetensorsPrecision? = nil
    ) throws(WeightsError) -> Matrix<Float> {
        let matrix = try matrix(
            named: specification.name, rows: specification.rows, columns: specification.columns
        ).rounded(as: wanted ?? .float32)
        guard areFinite(matrix.values) else { throw notANumber(in: specification.name) }
        return matrix
    }

    private func notANumber(in tensor: String) -> WeightsError {
        .missing(path: path, what: "tensor “\(tensor)” holds a value that is no number")
    }
}

extension Matrix<Float> {
    /// Rounded to halves where that is the form, otherwise as it is.
    func rounded(as form: SafetensorsPrecision) -> Matrix {
        guard form == .float16 else { return self }
        return Matrix(
            rows: rows, columns: columns,
            values: singlePrecision(from: halfPrecision(from: values)))
    }
}

extension InferenceWeight {
    /// The weight in memory in one of the forms that a file may have.
    init(_ weight: Matrix<Float>, as form: SafetensorsPrecision) {
        switch form {
        case .int8: self.init(QuantizedWeight(quantizing: weight))
        case .float16: self.init(halving: weight)
        case .float32: self.init(weight)
        }
    }
}
