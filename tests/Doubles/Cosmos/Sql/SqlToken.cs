using System.Globalization;

namespace PublicServices.Tests.Doubles.Cosmos.Sql;

internal enum SqlTokenKind
{
    Word,
    Parameter,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>One piece of a query's text.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "<>", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "*"];

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Text == symbol;

    public double Number => double.Parse(Text, CultureInfo.InvariantCulture);

    /// <exception cref="GatewayRefusalException">For a character no query here uses.</exception>
    public static List<SqlToken> Split(string query)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < query.Length;)
        {
            var c = query[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var end = at + 1;
            if (char.IsLetter(c) || c is '_' or '@' or '$')
            {
                while (end < query.Length && (char.IsLetterOrDigit(query[end]) || query[end] == '_')) end++;
                tokens.Add(new SqlToken(c == '@' ? SqlTokenKind.Parameter : SqlTokenKind.Word, query[at..end]));
            }
            else if (char.IsDigit(c))
            {
                while (end < query.Length && (char.IsDigit(query[end]) || query[end] == '.')) end++;
                tokens.Add(new SqlToken(SqlTokenKind.Number, query[at..end]));
            }
            else if (c is '"' or '\'')
            {
                while (end < query.Length && query[end] != c) end += query[end] == '\\' ? throw Unknown(query, end) : 1;
                tokens.Add(new SqlToken(SqlTokenKind.Text, query[(at + 1)..end]));
                end++;
            }
            else
            {
                var symbol = Array.Find(Symbols, one => string.CompareOrdinal(query, at, one, 0, one.Length) == 0) ?? throw Unknown(query, at);
                tokens.Add(new SqlToken(SqlTokenKind.Symbol, symbol));
                end = at + symbol.Length;
            }

            at = end;
        }

        tokens.Add(new SqlToken(SqlTokenKind.End, ""));
        return tokens;
    }

    private static GatewayRefusalException Unknown(string query, int at) =>
        new(400, "BadRequest", $"This double does not know {query[at]} at {at} in: {query}");
}
