# O que fica em volta de cada página, e o que várias páginas têm em comum.

frame-toast-undo = Desfazer
frame-toast-dismiss = Dispensar
frame-skip = Pular para o conteúdo
frame-pages = Páginas
frame-page-live = Ao vivo
frame-page-items = Itens
frame-page-search = Busca
frame-page-write = Gravar
frame-page-tables = Tabelas
frame-page-health = Saúde
frame-page-demonstration = Demonstração
frame-page-settings = Configurações
frame-healthy = ok
frame-unhealthy = veja
frame-views = Visões
frame-view-new = Itens novos
frame-view-status = Mudanças de status
frame-view-removed = Remoções
frame-view-expired = Expirados por TTL
frame-writes-remote = A gravação está ligada.
frame-writes-remote-where = O que você gravar aqui altera tabelas reais em { $endpoint }.
frame-read-only = Somente leitura.
frame-read-only-where = Nada aqui grava em { $endpoint }; inicie com --allow-writes para mudar isso.
frame-lag-unknown = atraso desconhecido
frame-lag = atraso { $lag }
frame-archived = { $size } arquivados
frame-not-found = Não encontrado
frame-not-found-title = Esta página não existe
frame-not-found-hint = O endereço pode estar digitado errado. |Ir para o feed ao vivo|.
frame-about = O histórico de alterações de tabelas do DynamoDB, ao vivo e arquivado
frame-not-alive = Este servidor foi construído sem a metade da página que roda no navegador: o que você vê é um retrato, sem estilo. Construa as duas com |make build|.
frame-keys = Teclas
frame-keys-title = Teclas (?)
frame-close = Fechar
frame-key-palette = Encontrar uma página, tabela, visão, item ou ação
frame-key-help = Esta lista
frame-key-go-live = Ir para Ao vivo
frame-key-go-items = Ir para Itens
frame-key-go-search = Ir para Busca
frame-key-go-write = Ir para Gravar
frame-key-go-tables = Ir para Tabelas
frame-key-go-health = Ir para Saúde
frame-key-close = Fechar o que está aberto, ou sair de um campo
frame-key-query = Ir para a linha de consulta
frame-key-query-choose = Na linha de consulta: escolher o que pode vir a seguir
frame-key-query-take = Na linha de consulta: aceitar o que está escolhido
frame-key-live-stop = Parar a lista, ou deixá-la seguir
frame-key-live-clear = Limpar a lista
frame-key-live-older = A alteração anterior no tempo
frame-key-live-newer = A alteração seguinte no tempo
frame-key-live-walk = Na lista: ir de alteração em alteração
frame-key-live-open = Ver a alteração que está em foco
frame-key-items-walk = Na lista: ir de item em item
frame-key-item-older = A versão mais antiga seguinte
frame-key-item-newer = A versão mais nova seguinte
frame-key-item-walk = Na linha do tempo: ir de versão em versão
frame-key-item-diff = Na linha do tempo: o que a versão alterou, ou o item
frame-key-search-next = A próxima alteração encontrada
frame-key-search-before = A anterior
frame-key-shards-walk = Nos shards: ir de shard em shard
frame-key-write = Gravar o item
frame-key-story-walk = De passo em passo
frame-key-story-take = Dar o passo
frame-key-story-screen = Tela cheia
frame-key-story-over = Recomeçar
frame-key-tabs-walk = Nas abas: ir de aba em aba
frame-keys-here = Nesta página
frame-keys-everywhere = Em toda parte
frame-keys-are-off = As teclas únicas estão desligadas: as riscadas não fazem nada.
frame-keys-are-on = As teclas únicas podem ser desligadas.
frame-keys-off = (desligada)
frame-crumbs = Trilha de navegação
frame-theme-toggle = Escuro ou claro
frame-demo-pause = Pausar a demonstração
frame-demo-run = Iniciar a demonstração
frame-demo-rate = demo { $rate }/s
frame-demo-paused = demo pausada
frame-fold = Recolher
frame-unfold = Mostrar { $count ->
    [one] o { $shown } caractere
   *[other] todos os { $shown } caracteres
}

# Onde algo não pôde ser carregado.
frame-error-not-found = Não encontrado
frame-error-invalid = Isto não é legível
frame-error-conflict = Agora não é possível
frame-error-forbidden = Não é permitido aqui
frame-error-unavailable = Isto não funcionou
frame-error-no-answer = O servidor não respondeu como esperado ({ $error }). Ele ainda está em execução?
frame-error-not-downloaded = O navegador não conseguiu baixar esta parte da página. Se o Afterimage estiver em execução, recarregue a página.

# A paleta.
frame-palette = Encontrar ou fazer
frame-palette-title = Encontrar uma página, tabela, visão, item ou ação
frame-palette-find = Encontrar…
frame-palette-placeholder = Página, tabela, visão, chave de um item, ação…
frame-palette-found = O que foi encontrado
frame-palette-loading = Carregando os nomes de tabelas e visões…
frame-palette-looking = Buscando itens…
frame-palette-entries = { $count ->
    [one] { $count } resultado
   *[other] { $count } resultados
}
frame-palette-no-tables = As tabelas não estão na lista. { $error }
frame-palette-no-views = As visões não estão na lista. { $error }
frame-palette-no-items = Não foi possível buscar itens. { $error }
frame-palette-recent = { $kind }, recente
frame-palette-page = Página
frame-palette-table = Tabela
frame-palette-view = Visão
frame-palette-item = Item
frame-palette-change = Alteração
frame-palette-action = Ação
frame-palette-search = Busca
frame-palette-live-about = alterações conforme chegam
frame-palette-items-about = ver itens por tabela
frame-palette-search-about = o acervo inteiro
frame-palette-write-about = gravar itens de teste
frame-palette-tables-about = streams, shards e lacunas
frame-palette-health-about = o estado de cada parte
frame-palette-demonstration-about = captura de alterações em seis passos
frame-palette-settings-about = tema, densidade, horários, teclas
frame-palette-here = aqui
frame-palette-its-items = seus itens
frame-palette-write = Gravar um item
frame-palette-keys-list = Listar as teclas
frame-palette-keys-list-about = atalhos do teclado, ajuda
frame-palette-table-live = { $table }, ao vivo
frame-palette-table-live-about = suas alterações conforme chegam
frame-palette-write-into = Gravar em { $table }
frame-palette-write-into-about = inserir, atualizar ou excluir um item
frame-palette-stream = Stream de { $table }
frame-palette-stream-about = ligar ou desligar, shards, linha de base
frame-palette-theme = Tema: { $value }
frame-palette-theme-about = cores
frame-palette-density = Densidade: { $value }
frame-palette-density-about = linhas
frame-palette-times = Horários: { $value }
frame-palette-times-about = relógio, fuso
frame-palette-keys = Teclas únicas: { $value }
frame-palette-keys-about = atalhos
frame-palette-language = Idioma: { $value }
# O que digita quem não lê este idioma: a palavra para ele nos outros.
frame-palette-language-about = language
frame-palette-item-detail = { $table }, { $count ->
    [one] { $count } versão
   *[other] { $count } versões
}
frame-palette-item-deleted = { $table }, { $count ->
    [one] { $count } versão
   *[other] { $count } versões
}, excluído
frame-palette-change-number = Alteração { $number }
frame-palette-change-about = pelo número
frame-palette-search-for = Buscar { $query }
frame-palette-search-for-about = no acervo inteiro

# O que pode ser copiado.
frame-copy = Copiar
frame-copied = Copiado
frame-copied-what = Copiado: { $what }
frame-copy-waiting = Perguntando ao DynamoDB…
frame-copy-failed = Não copiado. { $why }
frame-copy-no-item = Este item não existe no DynamoDB agora.
frame-copy-refused = O navegador não deixa esta página gravar na área de transferência. O texto está selecionado: copie-o daqui.
frame-copy-refused-text = O texto a copiar
frame-copy-link-item = Link para o item
frame-copy-link-item-then = Link para o item naquele momento
frame-copy-link-change = Link para a alteração
frame-copy-link-version = Link para a versão { $version }
frame-copy-link-pair = Link para { $pair }
frame-copy-key = Chave, DynamoDB JSON
frame-copy-now-exact = Item agora, DynamoDB JSON
frame-copy-now-plain = Item agora, JSON simples
frame-copy-after-exact = Item depois da alteração, DynamoDB JSON
frame-copy-after-plain = Item depois da alteração, JSON simples
frame-copy-before-exact = Item antes da alteração, DynamoDB JSON
frame-copy-before-plain = Item antes da alteração, JSON simples

# Exportações e reenvios. $what é o que uma página mostra: todas as alterações de demo-orders.
frame-cancel = Cancelar
frame-export = Exportar
frame-export-open = Exportar…
frame-export-offer = Exportar { $what }…
frame-export-about = Grava |, da mais antiga à mais nova, como estão no acervo agora:{" "}
frame-export-everything = tudo
frame-export-form = Formato
frame-export-jsonl = JSON em linhas
frame-export-jsonl-about = registros do DynamoDB Streams, com o que o acervo sabe além deles: podem ser importados e reenviados
frame-export-csv = CSV
frame-export-csv-about = para planilhas; as imagens são DynamoDB JSON em colunas
frame-export-parquet = Parquet
frame-export-parquet-about = tipado e comprimido, para DuckDB, Athena, Spark e afins
frame-export-download = Baixar
frame-export-under-way = { $percent } % percorridos, { $done }
frame-export-done = Pronto: { $done }.
frame-export-cancelled = Cancelado após { $done }. O arquivo não está completo.
frame-export-broken = O download terminou antes da hora, após { $done }. O arquivo não está completo; tente de novo.
frame-replay = Reenviar
frame-replay-open = Reenviar…
frame-replay-about = Envia | de novo a uma tabela, da mais antiga à mais nova: os itens são gravados como cada alteração os deixou, e excluídos onde ela os excluiu. O que está na tabela com as mesmas chaves é substituído.
frame-replay-table = Para a tabela
frame-replay-rate = Alterações por segundo
frame-replay-start = Iniciar
frame-replay-busy = Em andamento…
frame-replay-read-only = Este servidor só lê, por isso nada pode ser enviado daqui. Quem o inicia pode permitir isso com --allow-writes.
frame-replay-bad-rate = Alterações por segundo é um número de { $least } a { $most }.
frame-replay-under-way = { $percent } % para { $table }: { $done }
frame-replay-done = Pronto: { $done }.
frame-replay-cancelled = Cancelado: { $done }.
frame-replay-failed = Terminou antes da hora: { $done }. { $problem }
frame-replay-written = { $count ->
    [one] { $count } gravado
   *[other] { $count } gravados
}
frame-replay-deleted = { $count ->
    [one] { $count } excluído
   *[other] { $count } excluídos
}
frame-replay-without-image = { $count ->
    [one] { $count } deixada de lado porque seu registro não traz imagem
   *[other] { $count } deixadas de lado porque seus registros não trazem imagem
}
frame-replay-other-key = { $count ->
    [one] { $count } deixada de lado porque seu item tem outra chave
   *[other] { $count } deixadas de lado porque seus itens têm outra chave
}
frame-replay-refused = { $count ->
    [one] { $count } deixada de lado porque a tabela a recusa
   *[other] { $count } deixadas de lado porque a tabela as recusa
}
frame-source-embedded = DynamoDB embutido em { $url }
frame-error-key = A chave do item não é legível: { $reason }.
frame-error-no-backend = A página foi montada sem um servidor por trás.
