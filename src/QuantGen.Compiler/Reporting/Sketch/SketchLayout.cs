namespace QuantGen.Compiler.Reporting.Sketch;

/// <summary>
/// Places a sketch in layers from top to bottom: a box is a layer below the lowest that it reads, a line that passes layers has a point in each
/// of them, and the order within a layer keeps lines from crossing (Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
/// System Structures", 1981). The same graph gives the same picture.
/// </summary>
internal sealed class SketchLayout
{
    public const double BoxWidth = 184;
    public const double BoxHeight = 40;
    public const double LayerHeight = 62;

    private const double BoxGap = 14;
    private const double LineGap = 18;
    private const int Sweeps = 8;

    private readonly SketchGraph _graph;
    private readonly List<Place> _places = [];
    private readonly List<List<int>> _layers = [];

    private SketchLayout(SketchGraph graph)
    {
        _graph = graph;
    }

    /// <summary>The width of the drawing, for boxes and lines.</summary>
    public double Width { get; private set; }

    /// <summary>The height of the drawing.</summary>
    public double Height => (_layers.Count * LayerHeight) - (LayerHeight - BoxHeight);

    /// <summary>The middle of each box, then that of each point where a line passes a layer.</summary>
    public IReadOnlyList<Place> Places => _places;

    /// <summary>The lines, each as the places that it joins, from top to bottom.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Lines { get; private set; } = [];

    public static SketchLayout Of(SketchGraph graph)
    {
        var layout = new SketchLayout(graph);
        layout.PlaceInLayers();
        layout.OrderLayers();
        layout.AlignLayers();
        return layout;
    }

    private void PlaceInLayers()
    {
        var layers = Layers();
        _layers.AddRange(Enumerable.Range(0, layers.DefaultIfEmpty(-1).Max() + 1).Select(_ => new List<int>()));
        foreach (var layer in layers)
        {
            Add(new Place(layer, isBox: true));
        }

        Lines = [.. _graph.Edges.Select(IReadOnlyList<int> (edge) =>
        [
            edge.From,
            .. Enumerable.Range(layers[edge.From] + 1, layers[edge.To] - layers[edge.From] - 1).Select(layer => Add(new Place(layer, isBox: false))),
            edge.To,
        ])];
    }

    /// <summary>The longest path from an input; a box that nothing leads to stands right above what reads it.</summary>
    private int[] Layers()
    {
        var incoming = _graph.Edges.ToLookup(edge => edge.To, edge => edge.From);
        var outgoing = _graph.Edges.ToLookup(edge => edge.From, edge => edge.To);
        var layers = new int[_graph.Nodes.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = incoming[i].Select(from => layers[from] + 1).DefaultIfEmpty(0).Max();
        }

        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = incoming[i].Any() ? layers[i] : Math.Max(0, outgoing[i].Select(to => layers[to] - 1).DefaultIfEmpty(0).Min());
        }

        return layers;
    }

    private int Add(Place place)
    {
        _places.Add(place);
        _layers[place.Layer].Add(_places.Count - 1);
        return _places.Count - 1;
    }

    /// <summary>Each place goes to the mean position of its neighbours in the layer before, down and up in turn.</summary>
    private void OrderLayers()
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isDown = sweep % 2 == 0;
            var neighbours = Neighbours(isDown);
            foreach (var layer in isDown ? _layers : Enumerable.Reverse(_layers))
            {
                var wishes = layer.Index().ToDictionary(
                    place => place.Item, place => neighbours[place.Item].Select(Position).DefaultIfEmpty(place.Index).Average());
                layer.Sort((left, right) => wishes[left] != wishes[right] ? wishes[left].CompareTo(wishes[right]) : left.CompareTo(right));
            }
        }

        double Position(int place)
        {
            // Layers differ in length: what counts is how far along.
            var layer = _layers[_places[place].Layer];
            return (layer.IndexOf(place) + 0.5) / layer.Count;
        }
    }

    /// <summary>Lines become straight where they can: each place moves to the middle of its neighbours, as near as those beside it let it.</summary>
    private void AlignLayers()
    {
        foreach (var layer in _layers)
        {
            SetX(layer, [.. layer.Select(_ => 0.0)]);
        }

        for (var sweep = 0; sweep < 2 * Sweeps; sweep++)
        {
            var neighbours = Neighbours(isDown: sweep % 2 == 0);
            foreach (var layer in sweep % 2 == 0 ? _layers : Enumerable.Reverse(_layers))
            {
                SetX(layer, [.. layer.Select(place => Middle(place, neighbours[place]))]);
            }
        }

        if (_places.Count > 0)
        {
            var left = _places.Min(place => place.X - (place.Width / 2));
            _places.ForEach(place => place.X -= left);
            Width = _places.Max(place => place.X + (place.Width / 2));
        }
    }

    private double Middle(int place, IEnumerable<int> neighbours)
    {
        return neighbours.Select(other => _places[other].X).DefaultIfEmpty(_places[place].X).Average();
    }

    /// <summary>The positions nearest to the wished ones that keep order and distance: least squares, by pooling places that would collide.</summary>
    private void SetX(List<int> layer, double[] wishes)
    {
        var offsets = new double[layer.Count];
        for (var i = 1; i < layer.Count; i++)
        {
            offsets[i] = offsets[i - 1] + Distance(_places[layer[i - 1]], _places[layer[i]]);
        }

        var pools = new Stack<(double Sum, int Count)>();
        for (var i = 0; i < layer.Count; i++)
        {
            var pool = (Sum: wishes[i] - offsets[i], Count: 1);
            while (pools.TryPeek(out var left) && left.Sum / left.Count > pool.Sum / pool.Count)
            {
                pools.Pop();
                pool = (left.Sum + pool.Sum, left.Count + pool.Count);
            }

            pools.Push(pool);
        }

        var index = 0;
        foreach (var (sum, count) in Enumerable.Reverse(pools.ToArray()))
        {
            for (var i = 0; i < count; i++, index++)
            {
                _places[layer[index]].X = (sum / count) + offsets[index];
            }
        }
    }

    private static double Distance(Place left, Place right)
    {
        return ((left.Width + right.Width) / 2) + (left.IsBox && right.IsBox ? BoxGap : LineGap);
    }

    private ILookup<int, int> Neighbours(bool isDown)
    {
        var pairs = Lines.SelectMany(line => line.Zip(line.Skip(1)));
        return isDown ? pairs.ToLookup(pair => pair.Second, pair => pair.First) : pairs.ToLookup(pair => pair.First, pair => pair.Second);
    }

    /// <summary>A box, or a point where a line passes a layer.</summary>
    internal sealed class Place(int layer, bool isBox)
    {
        public int Layer => layer;

        public bool IsBox => isBox;

        public double Width => isBox ? BoxWidth : 0;

        /// <summary>The middle, from the drawing's left edge.</summary>
        public double X { get; set; }

        /// <summary>The upper edge of its layer.</summary>
        public double Top => layer * LayerHeight;
    }
}
