# Contagens, tamanhos e durações. $shown é o que se escreve de $count.

figures-just-now = agora mesmo
figures-ago = há { $long }
figures-idle = { $long } sem alteração
figures-days = { $days ->
    [one] 1 dia
   *[other] { $days } dias
}
figures-attempts = { $count ->
    [0] { $shown } tentativas
    [one] { $shown } tentativa
   *[other] { $shown } tentativas
}
figures-attributes = { $count ->
    [0] { $shown } atributos
    [one] { $shown } atributo
   *[other] { $shown } atributos
}
figures-changes = { $count ->
    [0] { $shown } alterações
    [one] { $shown } alteração
   *[other] { $shown } alterações
}
figures-gaps = { $count ->
    [0] { $shown } lacunas
    [one] { $shown } lacuna
   *[other] { $shown } lacunas
}
figures-items = { $count ->
    [0] { $shown } itens
    [one] { $shown } item
   *[other] { $shown } itens
}
figures-shards = { $count ->
    [0] { $shown } shards
    [one] { $shown } shard
   *[other] { $shown } shards
}
figures-steps = { $count ->
    [0] { $shown } passos
    [one] { $shown } passo
   *[other] { $shown } passos
}
figures-tables = { $count ->
    [0] { $shown } tabelas
    [one] { $shown } tabela
   *[other] { $shown } tabelas
}
figures-versions = { $count ->
    [0] { $shown } versões
    [one] { $shown } versão
   *[other] { $shown } versões
}
