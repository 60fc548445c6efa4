-- The language server of meshc in Neovim. Vim does not read this file.

local M = {}

local INSTALL = "pip install 'meshc[lsp]'"

--- What starts the server.
---@return string[]
function M.command()
  return vim.g.meshc_command or { 'meshc', 'lsp' }
end

--- What a client of Neovim needs to know; `lsp/meshc.lua` gives it to Neovim 0.11.
function M.config()
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.experimental = { commands = { commands = { 'meshc.showReferences' } } }
  local settings = vim.g.meshc_settings or vim.empty_dict()
  return {
    name = 'meshc',
    cmd = M.command(),
    filetypes = { 'mesh' },
    root_dir = function(buffer, start)
      if M.can_serve(buffer) then
        start(M.root(buffer))
      end
    end,
    capabilities = capabilities,
    init_options = settings,
    settings = { meshc = settings },
    commands = { ['meshc.showReferences'] = M.show_references },
    on_exit = M.on_exit,
  }
end

--- Start the server for every mesh that is opened from now on; `vim.g.meshc_lsp = false` keeps it off.
function M.setup()
  local group = vim.api.nvim_create_augroup('meshc', {})
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = 'mesh',
    callback = function(event)
      if vim.g.meshc_lsp ~= false and M.is_installed() and not vim.lsp.enable then
        M.start(event.buf)
      end
    end,
  })
  -- What gets a name can be served from then on.
  vim.api.nvim_create_autocmd('BufFilePost', {
    group = group,
    pattern = '*.mesh',
    callback = function()
      vim.bo.filetype = 'mesh'
    end,
  })
  if vim.lsp.enable and vim.g.meshc_lsp ~= false then
    vim.lsp.enable('meshc')
  end
end

--- Whether the command of the server is there; says how to install it, once, where it is not.
function M.is_installed()
  local command = vim.lsp.enable and vim.lsp.config.meshc.cmd or M.command()
  if type(command) == 'function' or vim.fn.executable(command[1]) == 1 then
    return true
  end
  vim.notify_once(
    ('%s is not found, so there are colours alone; install it: %s'):format(command[1], INSTALL),
    vim.log.levels.WARN
  )
  return false
end

--- Whether a buffer is a text with a name. Neovim shows findings of one without a name nowhere.
function M.can_serve(buffer)
  return vim.bo[buffer].buftype == '' and vim.api.nvim_buf_get_name(buffer) ~= ''
end

--- Start the server for a buffer, or attach the one that runs for its folder: Neovim before 0.11.
function M.start(buffer)
  if not M.can_serve(buffer) then
    return
  end
  local config = M.config()
  config.root_dir = M.root(buffer)
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    M.start_old(config, buffer)
  end
end

local running = {}

--- The same with Neovim 0.7, which also sets no options of the buffer.
function M.start_old(config, buffer)
  local root = config.root_dir or ''
  if not running[root] or vim.lsp.client_is_stopped(running[root]) then
    running[root] = vim.lsp.start_client(config)
  end
  if running[root] and vim.lsp.buf_attach_client(buffer, running[root]) then
    vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
    vim.bo[buffer].tagfunc = 'v:lua.vim.lsp.tagfunc'
    vim.bo[buffer].formatexpr = 'v:lua.vim.lsp.formatexpr()'
  end
end

--- The folder above a buffer that has a `meshc.toml`, else one with a `.git`; nil where there is none.
function M.root(buffer)
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h')
  local above = vim.fn.escape(folder, ' ,;*\\') .. ';'
  local found = vim.fn.findfile('meshc.toml', above)
  if found == '' then
    found = vim.fn.finddir('.git', above)
  end
  if found == '' then
    found = vim.fn.findfile('.git', above)
  end
  if found == '' then
    return nil
  end
  return (vim.fn.fnamemodify((found:gsub('/$', '')), ':p'):gsub('/$', ''):gsub('/[^/]*$', ''))
end

--- What a code lens asks for: places in the quickfix list.
function M.show_references(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local items = vim.lsp.util.locations_to_items(command.arguments[3] or {}, client.offset_encoding)
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

--- A server that ends by itself says why in the log.
function M.on_exit(code)
  if code == 0 or code == 143 then
    return
  end
  vim.schedule(function()
    vim.notify_once(
      ('`meshc lsp` ended with exit code %d. Without its extra it cannot start: %s. It may have said more in %s'):format(
        code,
        INSTALL,
        vim.lsp.get_log_path()
      ),
      vim.log.levels.WARN
    )
  end)
end

return M
