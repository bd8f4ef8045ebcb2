using System.Text;
using SQLitePCL;

namespace PublicServices.Infra.Sqlite;

/// <summary>A prepared statement: bind, step, read. <see cref="Run"/> binds nothing and leaves it ready for the next use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytes = 512;

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        database.Throw(code);
        return false;
    }

    /// <summary>Runs to the end and resets.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        while (Step())
        {
            // Rows, should there be any, are of no interest; the changes stand at the end.
        }

        var changes = database.Changes;
        raw.sqlite3_reset(handle);
        return changes;
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public Statement Bind(int index, long value)
    {
        raw.sqlite3_bind_int64(handle, index, value);
        return this;
    }

    public Statement Bind(int index, string value)
    {
        if (value.Length == 0)
        {
            // An empty span has no address, and no address binds NULL.
            raw.sqlite3_bind_text(handle, index, "");
            return this;
        }

        var length = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        raw.sqlite3_bind_text(handle, index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) raw.sqlite3_bind_zeroblob(handle, index, 0);
        else raw.sqlite3_bind_blob(handle, index, value);
        return this;
    }

    public Statement BindNull(int index)
    {
        raw.sqlite3_bind_null(handle, index);
        return this;
    }

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public void Dispose()
    {
        handle.Dispose();
        database.Forget(this);
    }
}
