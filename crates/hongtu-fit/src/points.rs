//! Points in the space of standard normal numbers.

/// Points, one coordinate after another: coordinate `c` of point `p` is number `c · count + p`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    dimensions: usize,
    count: usize,
    numbers: Vec<f64>,
}

impl Points {
    /// Points at the origin.
    pub fn new(dimensions: usize, count: usize) -> Self {
        Self { dimensions, count, numbers: vec![0.0; dimensions * count] }
    }

    /// From coordinates, each with a number for every point; what is missing is 0.
    pub fn from_coordinates(count: usize, coordinates: Vec<Vec<f64>>) -> Self {
        let mut points = Self::new(coordinates.len(), count);
        for (out, values) in points.numbers.chunks_exact_mut(count.max(1)).zip(coordinates) {
            for (out, value) in out.iter_mut().zip(values) {
                *out = value;
            }
        }
        points
    }

    /// Number of coordinates.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of points.
    pub fn count(&self) -> usize {
        self.count
    }

    /// A coordinate of every point.
    pub fn coordinate(&self, coordinate: usize) -> &[f64] {
        &self.numbers[coordinate * self.count..(coordinate + 1) * self.count]
    }

    /// A coordinate of every point, to be written.
    pub fn coordinate_mut(&mut self, coordinate: usize) -> &mut [f64] {
        &mut self.numbers[coordinate * self.count..(coordinate + 1) * self.count]
    }

    /// One number.
    pub fn at(&self, coordinate: usize, point: usize) -> f64 {
        self.numbers[coordinate * self.count + point]
    }

    /// Writes one point.
    pub fn get(&self, point: usize, out: &mut [f64]) {
        for (out, coordinate) in out.iter_mut().zip(self.numbers.chunks_exact(self.count.max(1))) {
            *out = coordinate[point];
        }
    }

    /// Sets one point.
    pub fn set(&mut self, point: usize, values: &[f64]) {
        let count = self.count.max(1);
        for (value, coordinate) in values.iter().zip(self.numbers.chunks_exact_mut(count)) {
            coordinate[point] = *value;
        }
    }
}
