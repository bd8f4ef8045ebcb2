namespace PublicServices.Tests.Doubles.Cosmos.Sql;

/// <summary>One column of a SELECT.</summary>
internal sealed record SqlColumn(string Name, SqlExpression Value);

/// <summary>One key of an ORDER BY.</summary>
internal sealed record SqlOrder(SqlExpression Key, bool IsDescending);

/// <summary>A query taken apart.</summary>
/// <param name="Columns">Null for <c>*</c>.</param>
/// <param name="Value">The expression of SELECT VALUE; null otherwise.</param>
/// <param name="Count">Whether and how items are counted instead of given.</param>
internal sealed record SqlQuery(
    IReadOnlyList<SqlColumn>? Columns, SqlExpression? Value, SqlCount Count, SqlExpression? Where, IReadOnlyList<SqlOrder> Order);

/// <summary>How a query counts.</summary>
internal enum SqlCount
{
    /// <summary>It does not.</summary>
    None,

    /// <summary><c>COUNT(1)</c>.</summary>
    Plain,

    /// <summary><c>[{"item": COUNT(1)}]</c>, as the SDK writes it to add up the ranges' counts itself.</summary>
    Partial,
}

/// <summary>Reads the part of the query language the adapter uses, and refuses all else loudly.</summary>
internal sealed class SqlParser
{
    private static readonly string[] Comparisons = ["=", "!=", "<>", "<", "<=", ">", ">="];

    private readonly string _text;
    private readonly List<SqlToken> _tokens;
    private string _alias = "";
    private int _at;

    private SqlParser(string text) => (_text, _tokens) = (text, SqlToken.Split(text));

    private SqlToken Here => _tokens[_at];

    public static SqlQuery Parse(string text) => new SqlParser(text).Query();

    private SqlQuery Query()
    {
        // The alias is needed to read the columns, and stands after them.
        var from = _tokens.FindIndex(token => token.IsWord("FROM"));
        if (from < 0 || _tokens[from + 1].Kind != SqlTokenKind.Word) throw Unknown("a query without FROM");
        _alias = _tokens[from + 1].Text;

        Expect("SELECT");
        IReadOnlyList<SqlColumn>? columns = null;
        SqlExpression? value = null;
        var count = SqlCount.None;
        if (TakeWord("VALUE"))
        {
            count = Count();
            if (count == SqlCount.None) value = Or();
        }
        else if (!TakeSymbol("*"))
        {
            columns = Columns();
        }

        Expect("FROM");
        _at++;
        var where = TakeWord("WHERE") ? Or() : null;
        var order = TakeWord("ORDER") ? Order() : [];
        if (Here.Kind != SqlTokenKind.End) throw Unknown(Here.Text);
        return new SqlQuery(columns, value, count, where, order);
    }

    private SqlCount Count()
    {
        var partial = TakeSymbol("[");
        if (partial)
        {
            Symbol("{");
            if (Here is not { Kind: SqlTokenKind.Text, Text: "item" }) throw Unknown(Here.Text);
            _at++;
            Symbol(":");
        }

        if (!TakeWord("COUNT")) return partial ? throw Unknown(Here.Text) : SqlCount.None;
        Symbol("(");
        if (Here is not { Kind: SqlTokenKind.Number, Text: "1" }) throw Unknown("COUNT of anything but 1");
        _at++;
        Symbol(")");
        if (!partial) return SqlCount.Plain;
        Symbol("}");
        Symbol("]");
        return SqlCount.Partial;
    }

    private List<SqlColumn> Columns()
    {
        var columns = new List<SqlColumn>();
        do
        {
            var value = Or();
            var name = _tokens[_at - 1].Text;
            if (TakeWord("AS")) name = _tokens[_at++].Text;
            columns.Add(new SqlColumn(name, value));
        }
        while (TakeSymbol(","));

        return columns;
    }

    private List<SqlOrder> Order()
    {
        Expect("BY");
        var order = new List<SqlOrder>();
        do
        {
            var key = Primary();
            var descending = TakeWord("DESC");
            if (!descending) TakeWord("ASC");
            order.Add(new SqlOrder(key, descending));
        }
        while (TakeSymbol(","));

        return order;
    }

    private SqlExpression Or()
    {
        var left = And();
        while (TakeWord("OR")) left = SqlOperators.Or(left, And());
        return left;
    }

    private SqlExpression And()
    {
        var left = Negation();
        while (TakeWord("AND")) left = SqlOperators.And(left, Negation());
        return left;
    }

    private SqlExpression Negation() => TakeWord("NOT") ? SqlOperators.Not(Negation()) : Comparison();

    private SqlExpression Comparison()
    {
        var left = Primary();
        if (Here.Kind == SqlTokenKind.Symbol && Comparisons.Contains(Here.Text)) return SqlOperators.Compare(_tokens[_at++].Text, left, Primary());
        if (!TakeWord("IN")) return left;
        Symbol("(");
        return SqlOperators.In(left, Arguments());
    }

    private SqlExpression Primary()
    {
        var token = _tokens[_at++];
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                return _ => token.Number;
            case SqlTokenKind.Text:
                return _ => token.Text;
            case SqlTokenKind.Parameter:
                return scope => scope.Parameters.TryGetValue(token.Text, out var value)
                    ? SqlValue.Of(value)
                    : throw GatewayRefusalException.BadRequest($"Parameter {token.Text} has no value.");
            case SqlTokenKind.Symbol when token.Text == "(":
                var inner = Or();
                Symbol(")");
                return inner;
            case SqlTokenKind.Word when token.IsWord("true") || token.IsWord("false"):
                return _ => token.IsWord("true");
            case SqlTokenKind.Word when token.IsWord("null"):
                return _ => null;
            case SqlTokenKind.Word when TakeSymbol("("):
                return SqlOperators.Call(token.Text, Arguments());
            case SqlTokenKind.Word when token.Text == _alias:
                return Path();
            default:
                throw Unknown(token.Text);
        }
    }

    private SqlExpression Path()
    {
        var names = new List<string>();
        while (true)
        {
            if (TakeSymbol("."))
            {
                names.Add(_tokens[_at++].Text);
            }
            else if (TakeSymbol("["))
            {
                if (Here.Kind != SqlTokenKind.Text) throw Unknown("an index that is no name");
                names.Add(_tokens[_at++].Text);
                Symbol("]");
            }
            else
            {
                return scope => names.Aggregate((object?)scope.Root, SqlValue.Property);
            }
        }
    }

    private List<SqlExpression> Arguments()
    {
        var arguments = new List<SqlExpression>();
        do arguments.Add(Or());
        while (TakeSymbol(","));
        Symbol(")");
        return arguments;
    }

    private bool TakeWord(string word)
    {
        if (!Here.IsWord(word)) return false;
        _at++;
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!Here.IsSymbol(symbol)) return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!TakeWord(word)) throw Unknown($"{Here.Text} where {word} was expected");
    }

    private void Symbol(string symbol)
    {
        if (!TakeSymbol(symbol)) throw Unknown($"{Here.Text} where {symbol} was expected");
    }

    private GatewayRefusalException Unknown(string what) =>
        new(400, "BadRequest", $"This double does not know {what} in: {_text}");
}
