-- A session of a person with the broken mesh: what was seen goes to $RESULT as JSON.

local seen = { messages = {} }

vim.notify = function(message)
  table.insert(seen.messages, message)
end

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.RESULT)
  vim.cmd('qa!')
end

local function wait(condition)
  return vim.wait(10000, condition, 20)
end

local function line(number)
  return vim.fn.getline(number)
end

local function buffer()
  return vim.api.nvim_buf_get_lines(0, 0, -1, true)
end

--- Put the cursor on the first character of a text.
local function go(number, text)
  vim.fn.cursor(number, vim.fn.stridx(line(number), text) + 1)
end

local function codes()
  local found = {}
  for _, finding in ipairs(vim.diagnostic.get(0)) do
    found[finding.code] = true
  end
  return found
end

--- Ask the server, at the cursor.
local function ask(method, more)
  local client = vim.lsp.get_client_by_id(seen.client)
  local parameters = vim.lsp.util.make_position_params(0, client.offset_encoding)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, vim.tbl_extend('force', parameters, more or {}), 5000) or {}) do
    return answer.result
  end
end

local steps = {}

function steps.diagnostics()
  wait(function()
    return #vim.diagnostic.get(0) > 0
  end)
  seen.diagnostics = {}
  for _, finding in ipairs(vim.diagnostic.get(0)) do
    table.insert(seen.diagnostics, {
      finding.lnum + 1,
      finding.col,
      finding.end_col,
      ({ 'error', 'warning', 'note' })[finding.severity],
      finding.code,
      finding.message,
    })
  end
  local clients = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
  seen.clients = #clients
  seen.client = clients[1].id
  seen.root = clients[1].config.root_dir
end

function steps.code_action()
  go(5, 'protokol')
  vim.ui.select = function(items, options, choose)
    seen.actions = vim.tbl_map(options.format_item, items)
    for number, title in ipairs(seen.actions) do
      if title:find('protocol', 1, true) then
        return choose(items[number], number)
      end
    end
    choose(nil)
  end
  vim.lsp.buf.code_action()
  wait(function()
    return not line(5):find('protokol', 1, true)
  end)
  seen.mended = line(5)
  wait(function()
    return not codes().MC204
  end)
  seen.after = vim.tbl_keys(codes())
  table.sort(seen.after)
end

function steps.hover()
  go(10, 'memory')
  vim.lsp.buf.hover()
  local function float()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return vim.api.nvim_win_get_buf(window)
      end
    end
  end
  wait(float)
  seen.hover = float() and table.concat(vim.api.nvim_buf_get_lines(float(), 0, -1, true), '\n')
end

function steps.definition()
  go(12, '在庫')
  vim.lsp.buf.definition()
  wait(function()
    return vim.fn.line('.') == 5
  end)
  seen.definition = { vim.fn.line('.'), vim.fn.expand('<cword>') }
end

function steps.completion()
  go(12, 'iant')
  local answer = ask('textDocument/completion', { context = { triggerKind = 1 } }) or {}
  seen.completion = vim.tbl_map(function(item)
    return item.label
  end, answer.items or answer)
end

function steps.rename()
  go(12, '在庫')
  vim.lsp.buf.rename('stock')
  wait(function()
    return line(12):find('stock', 1, true)
  end)
  seen.renamed = { line(5), line(12) }
end

function steps.format()
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 5000 })
  else
    vim.lsp.buf.formatting_sync(nil, 5000)
  end
  seen.formatted = buffer()
end

--- Without mistakes: what only some versions show.
function steps.whole()
  vim.fn.setline(12, (line(12):gsub('patiant', 'patient')))
  wait(function()
    return not codes().MC201 and not codes().MC402
  end)
  seen.whole = buffer()
  seen.left = vim.tbl_keys(codes())
  table.sort(seen.left)
end

function steps.references()
  go(5, 'stock')
  vim.lsp.buf.references()
  wait(function()
    return #vim.fn.getqflist() > 0
  end)
  seen.references = vim.tbl_map(function(item)
    return { item.lnum, item.col }
  end, vim.fn.getqflist())
  vim.cmd('cclose')
end

function steps.symbols()
  local names = {}
  for _, symbol in ipairs(ask('textDocument/documentSymbol') or {}) do
    table.insert(names, symbol.name)
  end
  seen.symbols = names
end

function steps.code_lens()
  local function titles()
    local found = {}
    for _, lens in ipairs(vim.lsp.codelens.get(0)) do
      table.insert(found, lens.command and lens.command.title or nil)
    end
    return found
  end
  vim.lsp.codelens.refresh()
  wait(function()
    return #titles() > 0 and #titles() == #vim.lsp.codelens.get(0)
  end)
  seen.lenses = titles()
  vim.fn.setqflist({})
  vim.ui.select = function(items, _, choose)
    choose(items[1], 1)
  end
  go(5, 'service')
  vim.lsp.codelens.run()
  wait(function()
    return #vim.fn.getqflist() > 0
  end)
  seen.callers = vim.tbl_map(function(item)
    return { item.lnum, item.text }
  end, vim.fn.getqflist())
  vim.cmd('cclose')
end

function steps.inlay_hints()
  if not vim.lsp.inlay_hint then
    return
  end
  vim.lsp.inlay_hint.enable(true)
  wait(function()
    return #vim.lsp.inlay_hint.get() > 0
  end)
  seen.hints = vim.tbl_map(function(hint)
    return hint.inlay_hint.label
  end, vim.lsp.inlay_hint.get())
end

function steps.semantic_tokens()
  if not vim.lsp.semantic_tokens then
    return
  end
  local function token()
    return (vim.lsp.semantic_tokens.get_at_pos(0, 4, 8) or {})[1]
  end
  wait(token)
  seen.token = token() and token().type
end

local order = {
  'diagnostics',
  'code_action',
  'hover',
  'definition',
  'completion',
  'rename',
  'format',
  'whole',
  'references',
  'symbols',
  'code_lens',
  'inlay_hints',
  'semantic_tokens',
}

vim.cmd('edit main.mesh')
for _, name in ipairs(order) do
  local succeeded, fault = pcall(steps[name])
  if not succeeded then
    table.insert(seen.messages, name .. ': ' .. tostring(fault))
  end
end
finish()
